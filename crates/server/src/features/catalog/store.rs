//! The SQL of instance types, images, their groups, and secrets.
