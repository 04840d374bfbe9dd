use std::io::{self, BufReader, Read, Seek, SeekFrom};

/// What an archive names in its directory; the files themselves are not looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Archive {
    /// `[Content_Types].xml`: a document of Office Open XML.
    pub(super) office: bool,
    /// `OFD.xml`: a document of GB/T 33190.
    pub(super) ofd: bool,
    /// A project of macros.
    pub(super) macros: bool,
}

/// The record at the end of an archive, without its comment.
const END: usize = 22;
/// One file in the directory, without its name.
const ENTRY: usize = 46;

/// Reads the directory of an archive of so many bytes; nothing when it is none, or is cut off, or
/// so large that it would take the 64-bit form. One name is in memory at a time.
///
/// # Errors
///
/// When the file cannot be read.
pub(super) fn read(file: &mut (impl Read + Seek), size: u64) -> io::Result<Option<Archive>> {
    let Some(directory) = find(file, size)? else {
        return Ok(None);
    };
    file.seek(SeekFrom::Start(directory.at))?;
    let mut rest = BufReader::new(file).take(directory.length);
    let mut archive = Archive::default();
    for _ in 0..directory.entries {
        let mut entry = [0; ENTRY];
        if !filled(&mut rest, &mut entry)? || !entry.starts_with(b"PK\x01\x02") {
            return Ok(None);
        }
        let mut name = vec![0; usize::from(short(&entry, 28))];
        if !filled(&mut rest, &mut name)? {
            return Ok(None);
        }
        let more = u64::from(short(&entry, 30)) + u64::from(short(&entry, 32));
        if io::copy(&mut rest.by_ref().take(more), &mut io::sink())? != more {
            return Ok(None);
        }
        let name = String::from_utf8_lossy(&name).to_ascii_lowercase();
        archive.office |= name == "[content_types].xml";
        archive.ofd |= name == "ofd.xml";
        archive.macros |= name.ends_with("vbaproject.bin");
    }
    Ok(Some(archive))
}

struct Directory {
    at: u64,
    length: u64,
    entries: u16,
}

/// Finds the directory by the record at the end, behind which there is only a comment.
fn find(file: &mut (impl Read + Seek), size: u64) -> io::Result<Option<Directory>> {
    let most = (END + usize::from(u16::MAX)) as u64;
    let from = size.saturating_sub(most);
    file.seek(SeekFrom::Start(from))?;
    let mut tail = Vec::new();
    file.take(most).read_to_end(&mut tail)?;
    let last = tail.len().checked_sub(END);
    let is_end = |at: &usize| {
        let comment = usize::from(short(&tail, at + 20));
        tail[*at..].starts_with(b"PK\x05\x06") && at + END + comment == tail.len()
    };
    let Some(at) = last.and_then(|last| (0..=last).rev().find(is_end)) else {
        return Ok(None);
    };
    let directory = Directory {
        at: u64::from(long(&tail, at + 16)),
        length: u64::from(long(&tail, at + 12)),
        entries: short(&tail, at + 10),
    };
    let ends_before = directory.at + directory.length <= from + at as u64;
    Ok(Some(directory).filter(|_| ends_before))
}

fn filled(from: &mut impl Read, buffer: &mut [u8]) -> io::Result<bool> {
    match from.read_exact(buffer) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        done => done.map(|()| true),
    }
}

fn short(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn long(bytes: &[u8], at: usize) -> u32 {
    u32::from(short(bytes, at)) | (u32::from(short(bytes, at + 2)) << 16)
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Cursor;

    use super::*;

    /// An archive of empty files, with a comment.
    pub(in crate::content) fn archive(names: &[&str], comment: &[u8]) -> Vec<u8> {
        let (mut zip, mut directory) = (Vec::new(), Vec::new());
        for name in names {
            let at = u32::try_from(zip.len()).unwrap();
            let length = u16::try_from(name.len()).unwrap().to_le_bytes();
            zip.extend(b"PK\x03\x04\x14");
            zip.extend([0; 21]);
            zip.extend(length);
            zip.extend([0; 2]);
            zip.extend(name.as_bytes());
            directory.extend(b"PK\x01\x02\x14\0\x14");
            directory.extend([0; 21]);
            directory.extend(length);
            // Something more is told of each.
            directory.extend(3_u16.to_le_bytes());
            directory.extend([0; 10]);
            directory.extend(at.to_le_bytes());
            directory.extend(name.as_bytes());
            directory.extend([0; 3]);
        }
        let at = u32::try_from(zip.len()).unwrap().to_le_bytes();
        let length = u32::try_from(directory.len()).unwrap().to_le_bytes();
        let entries = u16::try_from(names.len()).unwrap().to_le_bytes();
        zip.extend(directory);
        zip.extend(b"PK\x05\x06\0\0\0\0");
        zip.extend([entries, entries].concat());
        zip.extend([length, at].concat());
        zip.extend(u16::try_from(comment.len()).unwrap().to_le_bytes());
        zip.extend(comment);
        zip
    }

    fn told(bytes: &[u8]) -> Option<Archive> {
        read(&mut Cursor::new(bytes), bytes.len() as u64).unwrap()
    }

    #[test]
    fn the_directory_tells_what_an_archive_holds() {
        let office = ["word/document.xml", "[Content_Types].xml"];
        let plain = Archive::default();
        let document = Archive {
            office: true,
            ..plain
        };
        assert_eq!(told(&archive(&office, b"")), Some(document));
        assert_eq!(told(&archive(&office, &[b'x'; 65_535])), Some(document));
        assert_eq!(
            told(&archive(&["OFD.xml"], b"")),
            Some(Archive { ofd: true, ..plain })
        );
        assert_eq!(told(&archive(&["a.txt"], b"PK\x05\x06")), Some(plain));
        let macros = archive(&[&office[..], &["word/vbaProject.bin"]].concat(), b"");
        assert!(told(&macros).unwrap().macros);
        // More than is read at once.
        let many: Vec<_> = (0..3_000).map(|at| format!("part-{at}")).collect();
        let many: Vec<_> = many.iter().map(String::as_str).chain(office).collect();
        assert_eq!(told(&archive(&many, b"")), Some(document));
    }

    #[test]
    fn what_is_cut_or_lies_of_its_size_is_no_archive() {
        let whole = archive(&["[Content_Types].xml", "word/document.xml"], b"");
        for length in 0..whole.len() {
            assert_eq!(told(&whole[..length]), None, "{length} bytes");
        }
        let end = whole.len() - END;
        for (at, bytes) in [
            (10, &[3_u8, 0][..]),
            (10, &[0xff, 0xff]),
            (12, &[0xff, 0xff, 0xff, 0xff]),
            (12, &[10, 0, 0, 0]),
            (16, &[0xff, 0xff, 0xff, 0xff]),
            (16, &[0, 0, 0, 0]),
        ] {
            let mut wrong = whole.clone();
            wrong[end + at..end + at + bytes.len()].copy_from_slice(bytes);
            assert_eq!(told(&wrong), None, "{at}: {bytes:?}");
        }
    }
}
