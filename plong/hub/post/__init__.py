"""PING's use cases: knocks taken and made, contents served and pulled, in rounds that never end."""
