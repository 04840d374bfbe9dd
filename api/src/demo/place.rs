use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::config::JurisdictionConfig;

/// A place of the demo.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// Region code.
    pub(crate) region: &'static str,
    /// Name in file names and of its pack.
    pub(crate) key: &'static str,
    /// Printed name.
    pub(crate) zh: &'static str,
    /// The same in English.
    pub(crate) en: &'static str,
    /// Year, month and day its law took effect, where the text prints none (R19).
    effective: Option<(i32, u32, u32)>,
}

/// 亭湖, 巴州, 东至, 眉县 and 霍邱.
pub(crate) const PLACES: [Place; 5] = [
    Place {
        region: "320902",
        key: "tinghu",
        zh: "盐城市亭湖区",
        en: "Tinghu District",
        effective: Some((2025, 1, 1)),
    },
    Place {
        region: "652800",
        key: "bayingolin",
        zh: "巴音郭楞蒙古自治州",
        en: "Bayingolin Prefecture",
        effective: None,
    },
    Place {
        region: "341721",
        key: "dongzhi",
        zh: "东至县",
        en: "Dongzhi County",
        effective: Some((2025, 1, 1)),
    },
    Place {
        region: "610326",
        key: "meixian",
        zh: "眉县",
        en: "Meixian County",
        effective: None,
    },
    Place {
        region: "341522",
        key: "huoqiu",
        zh: "霍邱县",
        en: "Huoqiu County",
        effective: Some((2025, 1, 1)),
    },
];

/// The layer of national law that stands beside every local pack.
const NATIONAL: &str = "national";

impl Place {
    /// How the hub is told of it.
    pub(crate) fn config(&self) -> JurisdictionConfig {
        let effective = self
            .effective
            .and_then(|(year, month, day)| NaiveDate::from_ymd_opt(year, month, day));
        let effective = effective.map(|day| (self.key.to_owned(), day));
        JurisdictionConfig {
            region: self.region.to_owned(),
            name: self.zh.to_owned(),
            packs: vec![NATIONAL.to_owned(), self.key.to_owned()],
            effective_on: effective.into_iter().collect(),
            settings: BTreeMap::new(),
            precedence: None,
        }
    }

    /// The place of a region code.
    pub(crate) fn of(region: &str) -> Option<&'static Self> {
        PLACES.iter().find(|place| place.region == region)
    }
}
