// Deciding
