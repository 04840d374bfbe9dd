//! 资产 assets of projects.

mod mutation;
mod object;

pub(crate) use mutation::AssetMutation;
pub(crate) use object::Asset;
