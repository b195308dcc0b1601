"""INDOKONA: a WhatsApp Business API platform that keeps its privacy policy by code."""

VERSION = "0.1.0"
