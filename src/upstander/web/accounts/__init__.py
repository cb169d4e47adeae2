"""Who works here, what their role lets them do, and whose files they never see."""
