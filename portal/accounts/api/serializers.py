"""What goes into and comes out of the token call."""

from rest_framework import serializers


class TokenRequest(serializers.Serializer):
    username = serializers.CharField()
    password = serializers.CharField(trim_whitespace=False, style={"input_type": "password"})
    code = serializers.CharField(required=False, help_text="of the second factor, where the account has one")


class TokenAnswer(serializers.Serializer):
    token = serializers.CharField()
