use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::egress::ChannelSettings;
use crate::{Failure, Secret, secret};

/// The most parts that an upload may have.
pub(super) const MOST_PARTS: u64 = 10_000;

/// The smallest part that every store takes.
const SMALLEST_PART: u64 = 5 << 20;

/// The largest part, so that an upload stays small in memory.
const LARGEST_PART: u64 = 64 << 20;

/// The largest answer read: a piece of an object, or a page of a listing.
const LARGEST_ANSWER: u64 = 8 << 20;

/// Pauses between attempts: somebody waits for the answer.
const PAUSE_BASE: Duration = Duration::from_millis(200);
const PAUSE_MOST: Duration = Duration::from_secs(2);
const RETRY_AFTER_MOST: Duration = Duration::from_secs(5);

/// Settings of a bucket. Every limit is finite.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BucketConfig {
    /// Where the store answers, without bucket or path: `https://oss.example.gov.cn`.
    pub endpoint: String,
    /// The region that requests are signed for; stores without regions take `us-east-1`.
    pub region: String,
    /// The bucket.
    pub bucket: String,
    /// What all keys begin with: empty, or ending in `/`.
    pub prefix: String,
    /// How the bucket is named in an address.
    pub addressing: Addressing,
    /// The access key, which is no secret.
    pub access_key: String,
    /// The secret of the access key. No settings file holds it.
    #[serde(skip)]
    pub secret: Option<Secret>,
    /// The file that holds it.
    pub secret_file: Option<PathBuf>,
    /// A PEM file of certificate authorities to trust besides the system's.
    pub ca_file: Option<PathBuf>,
    /// Allows plain HTTP and addresses of private networks.
    pub allow_private_networks: bool,
    /// How much goes out in one request (bytes); larger files go in parts of this size.
    pub part_bytes: u64,
    /// Longest time to make a connection (milliseconds).
    pub connect_ms: u64,
    /// Longest time for a request with its answer (milliseconds).
    pub request_ms: u64,
    /// Requests a second.
    pub requests_per_second: u32,
    /// Attempts in all for a request.
    pub attempts: u32,
    /// Failed attempts in a row after which the store is left alone.
    pub breaker_failures: u32,
    /// For how long (milliseconds).
    pub breaker_wait_ms: u64,
}

/// How a bucket is named in an address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Addressing {
    /// `https://store/bucket/key`.
    #[default]
    Path,
    /// `https://bucket.store/key`.
    VirtualHost,
}

impl Default for BucketConfig {
    fn default() -> Self {
        Self {
            endpoint: String::new(),
            region: "us-east-1".to_owned(),
            bucket: String::new(),
            prefix: String::new(),
            addressing: Addressing::Path,
            access_key: String::new(),
            secret: None,
            secret_file: None,
            ca_file: None,
            allow_private_networks: false,
            part_bytes: 8 << 20,
            connect_ms: 5_000,
            request_ms: 60_000,
            requests_per_second: 200,
            attempts: 3,
            breaker_failures: 5,
            breaker_wait_ms: 10_000,
        }
    }
}

impl BucketConfig {
    /// Checks what types cannot.
    ///
    /// # Errors
    ///
    /// The key that cannot work, and what would.
    pub fn check(&self) -> Result<(), (&'static str, String)> {
        let fail = |key, message: &str| Err((key, message.to_owned()));
        if self.region.is_empty() {
            return fail(
                "region",
                "must be there; stores without regions take us-east-1",
            );
        }
        let named = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let inside = |byte: u8| named(byte) || byte == b'-' || byte == b'.';
        let name = self.bucket.as_bytes();
        let ends =
            name.first().is_some_and(|b| named(*b)) && name.last().is_some_and(|b| named(*b));
        if !(3..=63).contains(&name.len()) || !ends || !name.iter().all(|b| inside(*b)) {
            return fail(
                "bucket",
                "must be 3 to 63 small letters, digits, `-` and `.`",
            );
        }
        let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        let folders = self.prefix.strip_suffix('/').map(|path| path.split('/'));
        let good = |part: &str| !matches!(part, "" | "." | "..") && part.chars().all(plain);
        if !self.prefix.is_empty() && !folders.is_some_and(|mut parts| parts.all(good)) {
            let said =
                "must be empty or folders of letters, digits, `.`, `_` and `-`, ending in `/`";
            return fail("prefix", said);
        }
        if self.access_key.is_empty() {
            return fail("access_key", "must be there");
        }
        if !(SMALLEST_PART..=LARGEST_PART).contains(&self.part_bytes) {
            return fail("part_bytes", "must be from 5242880 to 67108864");
        }
        let zero = [
            ("connect_ms", self.connect_ms == 0),
            ("request_ms", self.request_ms == 0),
            ("requests_per_second", self.requests_per_second == 0),
            ("attempts", self.attempts == 0),
            ("breaker_failures", self.breaker_failures == 0),
            ("breaker_wait_ms", self.breaker_wait_ms == 0),
        ];
        if let Some((key, _)) = zero.into_iter().find(|(_, zero)| *zero) {
            return fail(key, "must be at least 1");
        }
        match self.address() {
            Ok(_) => Ok(()),
            Err(failure) => Err(("endpoint", failure.to_string())),
        }
    }

    /// The largest file that can be kept (bytes).
    #[must_use]
    pub const fn largest(&self) -> u64 {
        self.part_bytes.saturating_mul(MOST_PARTS)
    }

    pub(super) fn secret(&self) -> Result<Secret, Failure> {
        secret::resolve("secret", self.secret.as_ref(), self.secret_file.as_ref())
    }

    /// The address that keys are joined to.
    pub(super) fn address(&self) -> Result<Url, Failure> {
        let wrong = |problem: &str| Failure::config(format!("{:?} {problem}", self.endpoint));
        let mut url = Url::parse(&self.endpoint)
            .map_err(|error| wrong(&format!("is not an address: {error}; write https://HOST")))?;
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        let Some(host) = url.host_str().filter(|_| bare).map(str::to_owned) else {
            return Err(wrong(
                "must be https://HOST without a path; the bucket has its own key",
            ));
        };
        match self.addressing {
            Addressing::Path => url.set_path(&format!("/{}/", self.bucket)),
            Addressing::VirtualHost => {
                let host = format!("{}.{host}", self.bucket);
                url.set_host(Some(&host))
                    .map_err(|_| wrong("cannot carry the bucket; take addressing = \"path\""))?;
            }
        }
        Ok(url)
    }

    pub(super) fn channel(&self) -> ChannelSettings {
        let millis = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        ChannelSettings {
            allow_private: self.allow_private_networks,
            ca_file: self.ca_file.clone(),
            connect_timeout_ms: self.connect_ms,
            timeout_ms: self.request_ms,
            max_response_bytes: LARGEST_ANSWER,
            requests_per_second: self.requests_per_second,
            burst: self.requests_per_second,
            attempts: self.attempts,
            backoff_base_ms: millis(PAUSE_BASE),
            backoff_max_ms: millis(PAUSE_MOST),
            max_wait_ms: millis(RETRY_AFTER_MOST),
            breaker_failures: self.breaker_failures,
            breaker_wait_ms: self.breaker_wait_ms,
            ..ChannelSettings::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config() -> BucketConfig {
        BucketConfig {
            endpoint: "https://oss.example.gov.cn:9000".to_owned(),
            bucket: "shuniu-documents".to_owned(),
            access_key: "hub".to_owned(),
            ..BucketConfig::default()
        }
    }

    #[test]
    fn a_bucket_stands_in_the_path_or_in_the_host() {
        let mut config = config();
        let address = config.address().unwrap();
        assert_eq!(
            address.as_str(),
            "https://oss.example.gov.cn:9000/shuniu-documents/"
        );
        config.addressing = Addressing::VirtualHost;
        let address = config.address().unwrap();
        assert_eq!(
            address.as_str(),
            "https://shuniu-documents.oss.example.gov.cn:9000/"
        );
        config.endpoint = "https://10.1.2.3".to_owned();
        assert!(
            config.address().is_err(),
            "an address has no names below it"
        );
    }

    #[test]
    fn what_cannot_work_is_named() {
        type Change = fn(&mut BucketConfig);
        let wrong: [(&str, Change); 9] = [
            ("endpoint", |c| c.endpoint = "oss.example.gov.cn".to_owned()),
            ("endpoint", |c| c.endpoint.push_str("/shuniu-documents")),
            ("region", |c| c.region.clear()),
            ("bucket", |c| c.bucket = "a/b".to_owned()),
            ("prefix", |c| c.prefix = "county".to_owned()),
            ("prefix", |c| c.prefix = "../".to_owned()),
            ("access_key", |c| c.access_key.clear()),
            ("part_bytes", |c| c.part_bytes = 1),
            ("attempts", |c| c.attempts = 0),
        ];
        assert!(config().check().is_ok());
        for (key, change) in wrong {
            let mut config = config();
            change(&mut config);
            assert_eq!(config.check().unwrap_err().0, key);
        }
    }
}
