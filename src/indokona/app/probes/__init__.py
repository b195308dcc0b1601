"""Probes: what this installation tries on itself, night after night, by the doors that everything uses."""
