use super::interface::Interface;
use crate::transport::TwoWay;

/// The connector to a data sharing platform.
pub type DataSharing = TwoWay<Interface>;
