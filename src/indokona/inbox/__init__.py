"""The shared inbox: conversations, threads, replies inside the window, assignment.

Tables: conversation, note, draft, presence, quick_reply.
"""
