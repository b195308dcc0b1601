"""Messages: the one door out, the gate in it, lanes and dispatch, statuses, the service window.

`send` queues, dispatch asks the gate again and writes the intent just before the post, statuses
are folded as time stamps in any order. Tables: lane, chunk, slice, budget, budget_block,
budget_person, outgoing, refusal, message, message_status, service_window, inbound_seen, media_file,
media_piece.
"""
