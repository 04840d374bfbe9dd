use super::interface::Interface;
use crate::transport::TwoWay;

/// The connector to the public resource trading centre.
pub type TradingCentre = TwoWay<Interface>;
