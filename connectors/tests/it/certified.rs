//! A module of somebody else's in the place of the cryptography in software.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use shuniu_connectors::{
    Failure,
    asset_cloud::{AssetCloud, AssetCloudConfig, CryptoModule, KeyText, SoftwareModule},
    contract::{AssetKind, Connector, PushFailure, Stream, System},
};

use crate::assets::card;
use crate::rig::{NoAttachments, Rig, asset_config, records, wrong_with};

const SYSTEM: System = System::ASSET_CLOUD;

/// Stands for a certified module: it holds the keys, counts what is asked of it, and may read
/// something else than was written.
#[derive(Debug)]
struct Certified {
    software: SoftwareModule,
    asked: AtomicUsize,
    reads: Option<&'static str>,
}

impl Certified {
    fn counted<T>(&self, outcome: T) -> T {
        self.asked.fetch_add(1, Ordering::SeqCst);
        outcome
    }
}

impl CryptoModule for Certified {
    fn sign(&self, text: &[u8]) -> Result<Vec<u8>, Failure> {
        self.counted(self.software.sign(text))
    }

    fn verify(&self, text: &[u8], signature: &[u8]) -> bool {
        self.counted(self.software.verify(text, signature))
    }

    fn encrypt(&self, plain: &[u8]) -> Result<Vec<u8>, Failure> {
        self.counted(self.software.encrypt(plain))
    }

    fn decrypt(&self, cipher: &[u8]) -> Option<Vec<u8>> {
        let plain = self.counted(self.software.decrypt(cipher));
        let other = self.reads.map(|text| text.as_bytes().to_vec());
        other.or(plain)
    }
}

/// A connector without keys of its own, and its module.
fn certified(rig: &Rig, reads: Option<&'static str>) -> (AssetCloud, Arc<Certified>) {
    let config = asset_config(rig.sandbox.url());
    let keys = KeyText {
        private_key: config.private_key.clone().unwrap(),
        peer_public_key: config.platform_public_key.clone(),
        cipher_key: config.cipher_key.clone().unwrap(),
        signer_id: config.signer_id.clone(),
        signature_form: config.signature_form,
    };
    let module = Arc::new(Certified {
        software: SoftwareModule::new(&keys).unwrap(),
        asked: AtomicUsize::new(0),
        reads,
    });
    let without_keys = AssetCloudConfig {
        private_key: None,
        cipher_key: None,
        ..config
    };
    let connector = AssetCloud::with_module(&without_keys, module.clone(), rig.clock.clone());
    (connector.unwrap(), module)
}

#[tokio::test]
async fn another_module_takes_the_place_of_the_software() {
    let rig = Rig::start(&SYSTEM, records(&SYSTEM, 3)).await;
    let (connector, module) = certified(&rig, None);
    let page = connector.pull(&Stream::ASSET_CHANGES, None).await;
    assert_eq!(page.unwrap().records.len(), 3);
    let asked = module.asked.load(Ordering::SeqCst);
    assert_eq!(asked, 4, "sign, encrypt, verify, decrypt");
}

#[tokio::test]
async fn a_sealed_answer_that_makes_no_sense_leaves_open_what_happened() {
    let rig = Rig::start(&SYSTEM, records(&SYSTEM, 3)).await;
    for reads in [
        "nonsense",
        r#"{"code":"9","message":"维护中"}"#,
        r#"{"code":"0","data":{"receiptNo":"ZC-1","state":"lost"}}"#,
    ] {
        let (connector, _) = certified(&rig, Some(reads));
        let page = connector.pull(&Stream::ASSET_CHANGES, None).await;
        assert_eq!(page.unwrap_err().class(), "remote", "{reads}");
        let outbound = connector.outbound().unwrap();
        let outcome = outbound
            .push(&card("k1", AssetKind::Data), &NoAttachments)
            .await;
        assert!(
            matches!(outcome, Err(PushFailure::Unknown(_))),
            "{reads}: {outcome:?}"
        );
        let answer = outbound.ask("k1").await;
        assert_eq!(answer.unwrap_err().class(), "remote", "{reads}");
        let wrong = wrong_with(&connector).await;
        assert_eq!(wrong.class(), "remote", "{reads}");
    }
}
