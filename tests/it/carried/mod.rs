//! Systems whose records come as files or in an exchange database, with the hub that takes them in.

mod aside;
mod handed_over;
mod rights;
mod same;
mod way;
