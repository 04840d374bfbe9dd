use super::interface::Interface;
use crate::transport::TwoWay;

/// The connector to the municipal project system.
pub type MunicipalProjects = TwoWay<Interface>;
