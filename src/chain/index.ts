export {
  anchorKeyText,
  deriveAnchorKey,
  isAnchorGenuine,
  parseAnchorKey,
  parseAnchorLine,
  signAnchor,
  type AuditAnchor,
  type SignedAnchor,
} from './anchor.ts';
export { canonicalJson } from './canonical-json.ts';
export { createChainCheck, type AuditVerdict, type ChainCheck, type ChainFault } from './check-chain.ts';
export { parsePortableRecord, toPortableRecord, type PortableRecord } from './portable-record.ts';
export {
  chainStart,
  sealedText,
  sealRecord,
  type SealedFields,
  type SealedRecord,
  type SealVersion,
} from './seal-record.ts';
