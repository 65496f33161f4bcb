//! The compound file of the nineties (OLE): a small file system of sectors, in which old workbooks and those with a
//! password lie. Its chains are walked no further than there are sectors.

use crate::Refusal;

const END: u32 = 0xffff_fffe;
/// Streams below this size lie in the small sectors.
const SMALL: usize = 4096;

pub(crate) struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    next: Vec<u32>,
    entries: Vec<(String, u32, usize)>,
    small: Vec<u8>,
    small_next: Vec<u32>,
}

impl<'a> Compound<'a> {
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Compound<'a>, Refusal> {
        let sector = match short(bytes, 30) {
            Some(9) => 512,
            Some(12) => 4096,
            _ => return Err(Refusal::Damaged),
        };
        let mut file = Compound { bytes, sector, next: vec![], entries: vec![], small: vec![], small_next: vec![] };
        file.next = file.table()?;
        let at = |offset: usize| long(bytes, offset).ok_or(Refusal::Damaged);
        let folder = file.chain(at(48)?, usize::MAX)?;
        for entry in folder.as_chunks::<128>().0 {
            let letters = usize::from(short(entry, 64).unwrap_or(0)).min(64) / 2;
            let name = (0..letters).filter_map(|at| short(entry, 2 * at)).take_while(|unit| *unit != 0);
            let name = String::from_utf16_lossy(&name.collect::<Vec<_>>());
            let (start, size) = (long(entry, 116).unwrap_or(END), long(entry, 120).unwrap_or(0));
            file.entries.push((name, start, size as usize));
        }
        let root = file.entries.first().ok_or(Refusal::Damaged)?;
        file.small = file.chain(root.1, root.2)?;
        let table = file.chain(at(60)?, usize::MAX)?;
        file.small_next = table.as_chunks::<4>().0.iter().map(|link| u32::from_le_bytes(*link)).collect();
        Ok(file)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|(known, ..)| known.eq_ignore_ascii_case(name))
    }

    /// A stream's bytes.
    pub(crate) fn stream(&self, name: &str) -> Result<Vec<u8>, Refusal> {
        let found = self.entries.iter().find(|(known, ..)| known.eq_ignore_ascii_case(name));
        let (_, start, size) = found.ok_or(Refusal::Kind)?;
        let bytes = if *size < SMALL { self.small_chain(*start, *size)? } else { self.chain(*start, *size)? };
        if bytes.len() < *size { Err(Refusal::Damaged) } else { Ok(bytes) }
    }

    /// Which sector follows which: the sectors of this table are listed in the head, then in a chain of lists.
    fn table(&self) -> Result<Vec<u32>, Refusal> {
        let sectors = self.bytes.len() / self.sector + 1;
        let mut lists: Vec<u32> = (0..109).filter_map(|at| long(self.bytes, 76 + 4 * at)).collect();
        let mut more = long(self.bytes, 68).ok_or(Refusal::Damaged)?;
        let mut seen = 0;
        while more < 0xffff_fffa {
            let list = self.sector_at(more).ok_or(Refusal::Damaged)?;
            let (links, last) = list.split_at(list.len() - 4);
            lists.extend(links.as_chunks::<4>().0.iter().map(|link| u32::from_le_bytes(*link)));
            more = long(last, 0).unwrap_or(END);
            seen += 1;
            if seen > sectors {
                return Err(Refusal::Unsafe);
            }
        }
        let mut table = Vec::new();
        for id in lists.into_iter().filter(|id| *id < 0xffff_fffa).take(sectors) {
            let links = self.sector_at(id).ok_or(Refusal::Damaged)?;
            table.extend(links.as_chunks::<4>().0.iter().map(|link| u32::from_le_bytes(*link)));
        }
        Ok(table)
    }

    fn sector_at(&self, id: u32) -> Option<&'a [u8]> {
        let start = (id as usize).checked_add(1)?.checked_mul(self.sector)?;
        // The last sector of a file may be short.
        let bytes = self.bytes.get(start..)?;
        bytes.get(..self.sector).or(Some(bytes)).filter(|bytes| bytes.len() >= 4)
    }

    fn chain(&self, mut id: u32, size: usize) -> Result<Vec<u8>, Refusal> {
        let (mut out, limit) = (Vec::new(), size.min(self.bytes.len()));
        let mut seen = 0;
        while id < 0xffff_fffa && out.len() < limit {
            let bytes = self.sector_at(id).ok_or(Refusal::Damaged)?;
            out.extend_from_slice(&bytes[..bytes.len().min(limit - out.len())]);
            id = *self.next.get(id as usize).ok_or(Refusal::Damaged)?;
            seen += 1;
            if seen > self.next.len() {
                return Err(Refusal::Unsafe);
            }
        }
        // A chain longer than the file goes round in a ring.
        if size > limit && out.len() >= limit { Err(Refusal::Unsafe) } else { Ok(out) }
    }

    fn small_chain(&self, mut id: u32, size: usize) -> Result<Vec<u8>, Refusal> {
        let mut out = Vec::with_capacity(size);
        while id < 0xffff_fffa && out.len() < size {
            let start = (id as usize).checked_mul(64).ok_or(Refusal::Damaged)?;
            let bytes = self.small.get(start..(start + 64).min(self.small.len())).filter(|bytes| !bytes.is_empty());
            let bytes = bytes.ok_or(Refusal::Damaged)?;
            out.extend_from_slice(&bytes[..bytes.len().min(size - out.len())]);
            id = *self.small_next.get(id as usize).ok_or(Refusal::Damaged)?;
        }
        Ok(out)
    }
}

pub(crate) fn short(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|two| u16::from_le_bytes(*two))
}

pub(crate) fn long(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|four| u32::from_le_bytes(*four))
}
