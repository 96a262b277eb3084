"""The database engine of the settings: PostgreSQL, with what this project asks of a connection."""
