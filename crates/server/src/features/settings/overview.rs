//! How is the whole installation doing? Machines, parts with their health, the queue, recent failures and use over time.
