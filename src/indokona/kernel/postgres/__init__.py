"""The embedded clusters: where PostgreSQL's programs are, and a small supervisor for two clusters."""
