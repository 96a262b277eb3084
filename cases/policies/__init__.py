"""Which policy is in force where: packs kept as versions, activated for a place and all below it."""
