"""The shared inbox: conversations, threads, replies inside the window, assignment.

Tables: conversation.
"""
