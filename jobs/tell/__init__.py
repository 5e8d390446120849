"""Sending messages: one file per kind of channel; the loop that sends is jobs/tell/sender.py."""
