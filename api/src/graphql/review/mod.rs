//! 评审 reviews of projects.

mod object;

pub(crate) use object::Review;
