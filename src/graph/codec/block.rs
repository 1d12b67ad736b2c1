//! Records in compressed blocks, each with its checksum, and a table of blocks at the end.
//!
//! ```text
//! magic "tupublk\n"  version u32  blocks…  table  table length u32  table checksum 8 bytes
//! block = lz4 of postcard records;  table entry = stored length u32, raw length u32, records u32, checksum 8 bytes
//! ```
//! Numbers are little-endian; a checksum is the first eight bytes of blake3. The table lets a reader fetch the one
//! block that holds record n without touching the others. Header and table length are covered by the last checksum.

use serde::{Serialize, de::DeserializeOwned};

use crate::{Error, Result};

/// Version of this layout and of the records in it.
pub const FORMAT_VERSION: u32 = 1;

const MAGIC: &[u8; 8] = b"tupublk\n";
const HEADER: usize = 12;
const ENTRY: usize = 20;
const FOOTER: usize = 12;
/// Raw bytes after which a block is closed: small enough to be read for one record, large enough to compress.
const BLOCK_BYTES: usize = 16 * 1024;
/// No block is opened that claims to be larger: a damaged length must not ask for the machine's memory.
const MAX_BLOCK_BYTES: usize = 1 << 30;

fn checksum(parts: &[&[u8]]) -> [u8; 8] {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(part);
    }
    let mut out = [0; 8];
    out.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    out
}

/// Encodes records in order.
///
/// # Errors
/// [`Error::Invalid`] where one record is larger than 1 GiB.
pub fn encode<T: Serialize>(records: &[T]) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    out.extend_from_slice(MAGIC);
    out.extend_from_slice(&FORMAT_VERSION.to_le_bytes());
    let mut table = Vec::new();
    let mut raw = Vec::with_capacity(BLOCK_BYTES * 2);
    let mut count = 0_u32;
    for record in records {
        raw = postcard::to_extend(record, raw).map_err(|error| Error::Invalid(format!("record: {error}")))?;
        count += 1;
        if raw.len() >= BLOCK_BYTES {
            close_block(&raw, count, &mut out, &mut table)?;
            raw.clear();
            count = 0;
        }
    }
    if count > 0 {
        close_block(&raw, count, &mut out, &mut table)?;
    }
    let table_length = u32::try_from(table.len()).map_err(|_| Error::Invalid("too many blocks".to_owned()))?;
    let length = table_length.to_le_bytes();
    let sum = checksum(&[&out[..HEADER], &table, &length]);
    out.extend_from_slice(&table);
    out.extend_from_slice(&length);
    out.extend_from_slice(&sum);
    Ok(out)
}

fn close_block(raw: &[u8], count: u32, out: &mut Vec<u8>, table: &mut Vec<u8>) -> Result<()> {
    if raw.len() > MAX_BLOCK_BYTES {
        return Err(Error::Invalid("a record is larger than 1 GiB".to_owned()));
    }
    let stored = lz4_flex::block::compress(raw);
    table.extend_from_slice(&(stored.len() as u32).to_le_bytes());
    table.extend_from_slice(&(raw.len() as u32).to_le_bytes());
    table.extend_from_slice(&count.to_le_bytes());
    table.extend_from_slice(&checksum(&[&stored]));
    out.extend_from_slice(&stored);
    Ok(())
}

fn damaged(place: &str, block: Option<usize>, reason: &str) -> Error {
    let place = match block {
        Some(number) => format!("{place}, block {number}"),
        None => place.to_owned(),
    };
    Error::Damaged { place, reason: reason.to_owned() }
}

fn number(bytes: &[u8], at: usize) -> usize {
    let mut four = [0; 4];
    four.copy_from_slice(&bytes[at..at + 4]);
    u32::from_le_bytes(four) as usize
}

/// Decodes all records. `place` names the file in messages; blocks are counted from 0.
///
/// # Errors
/// [`Error::Damaged`] naming place and block; [`Error::Format`] where another version wrote it.
pub fn decode<T: DeserializeOwned>(place: &str, bytes: &[u8]) -> Result<Vec<T>> {
    let table = table(place, bytes)?;
    let total: usize = table.chunks_exact(ENTRY).map(|entry| number(entry, 8)).sum();
    // The table's checksum holds, yet a count is no reason to reserve more than the bytes could hold.
    let mut records = Vec::with_capacity(total.min(bytes.len() * 16));
    let mut from = HEADER;
    for (block, entry) in table.chunks_exact(ENTRY).enumerate() {
        let (length, raw_length, count) = (number(entry, 0), number(entry, 4), number(entry, 8));
        let end = from + length;
        let Some(stored) = bytes.get(from..end) else { return Err(damaged(place, Some(block), "cut off")) };
        from = end;
        if checksum(&[stored]) != entry[12..ENTRY] {
            return Err(damaged(place, Some(block), "checksum does not match"));
        }
        if raw_length > MAX_BLOCK_BYTES {
            return Err(damaged(place, Some(block), "impossible length"));
        }
        let raw = lz4_flex::block::decompress(stored, raw_length)
            .map_err(|error| damaged(place, Some(block), &format!("cannot be unpacked ({error})")))?;
        let mut rest = raw.as_slice();
        for _ in 0..count {
            let (record, after) = postcard::take_from_bytes(rest)
                .map_err(|error| damaged(place, Some(block), &format!("unreadable record ({error})")))?;
            records.push(record);
            rest = after;
        }
        if !rest.is_empty() {
            return Err(damaged(place, Some(block), "bytes left over"));
        }
    }
    if from + table.len() + FOOTER != bytes.len() {
        return Err(damaged(place, None, "length does not match its table"));
    }
    Ok(records)
}

/// The table of blocks, checked with the header.
fn table<'b>(place: &str, bytes: &'b [u8]) -> Result<&'b [u8]> {
    if bytes.len() < HEADER + FOOTER {
        return Err(damaged(place, None, "cut off"));
    }
    if &bytes[..8] != MAGIC {
        return Err(damaged(place, None, "not a file of this program"));
    }
    let version = number(bytes, 8) as u32;
    if version != FORMAT_VERSION {
        return Err(Error::Format {
            found: version,
            expected: FORMAT_VERSION,
            hint: "build the index again with `tupu index --force`",
        });
    }
    let footer = bytes.len() - FOOTER;
    let length = number(bytes, footer);
    let start = footer.checked_sub(length).filter(|start| *start >= HEADER && length.is_multiple_of(ENTRY));
    let Some(start) = start else { return Err(damaged(place, None, "its table of blocks is lost")) };
    let sum = checksum(&[&bytes[..HEADER], &bytes[start..footer + 4]]);
    if sum != bytes[footer + 4..] {
        return Err(damaged(place, None, "checksum of its table of blocks does not match"));
    }
    Ok(&bytes[start..footer])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_records_span_blocks_and_come_back() {
        let records: Vec<String> = (0..20_000).map(|number| format!("记录 {number}")).collect();
        let bytes = encode(&records).expect("encodes");
        assert!(number(&bytes, bytes.len() - FOOTER) > 3 * ENTRY, "several blocks");
        assert_eq!(decode::<String>("here", &bytes).expect("decodes"), records);
    }

    #[test]
    fn damage_names_place_and_block() {
        let records: Vec<String> = (0..20_000).map(|number| format!("记录 {number}")).collect();
        let mut bytes = encode(&records).expect("encodes");
        let first = number(&bytes, bytes.len() - FOOTER - number(&bytes, bytes.len() - FOOTER));
        bytes[HEADER + first + 5] ^= 1;
        let error = decode::<String>("index/graph/names", &bytes).expect_err("is damaged");
        assert!(error.to_string().contains("index/graph/names, block 1"), "{error}");
    }

    #[test]
    fn another_version_says_what_to_do() {
        let mut bytes = encode(&["x"]).expect("encodes");
        bytes[8] = 9;
        assert!(matches!(decode::<String>("here", &bytes), Err(Error::Format { found: 9, .. })));
    }
}
