/** One end of a relationship: the type that carries the attribute, and what the attribute is called there. */
export interface RelationshipEnd {
  readonly type: string;
  /** `null` where the model does not know how this end calls the other: the link is then seen from one side. */
  readonly name: string | null;
  /** How many links the attribute may hold. */
  readonly cardinality: 'SINGLE' | 'SET';
  readonly isContainer: boolean;
}

/** A kind of link. COMPOSITION: the contained end goes when its container goes. */
export interface RelationshipDef {
  readonly name: string;
  readonly category: 'ASSOCIATION' | 'AGGREGATION' | 'COMPOSITION';
  readonly propagateTags: 'NONE' | 'ONE_TO_TWO' | 'TWO_TO_ONE' | 'BOTH';
  readonly end1: RelationshipEnd;
  readonly end2: RelationshipEnd;
  /** Attributes of the link itself: `name:type`. */
  readonly attributes: readonly string[];
}

function set(type: string, name: string, isContainer = false): RelationshipEnd {
  return { type, name, cardinality: 'SET', isContainer };
}

function single(type: string, name: string): RelationshipEnd {
  return { type, name, cardinality: 'SINGLE', isContainer: false };
}

type Ends = readonly [end1: RelationshipEnd, end2: RelationshipEnd];

function aggregation(name: string, [end1, end2]: Ends): RelationshipDef {
  return { name, category: 'AGGREGATION', propagateTags: 'NONE', end1, end2, attributes: [] };
}

function association(name: string, [end1, end2]: Ends): RelationshipDef {
  return { name, category: 'ASSOCIATION', propagateTags: 'NONE', end1, end2, attributes: [] };
}

/**
 * Relationships that the collected type definitions lack and whose two ends are known all the same (Atlan wire, asset
 * model). The names of the contract links are ours; clients show `relationshipType` and decide nothing by it.
 */
export const knownRelationships: readonly RelationshipDef[] = [
  aggregation('parent_domain_sub_domains', [
    set('DataDomain', 'subDomains', true),
    single('DataDomain', 'parentDomain'),
  ]),
  aggregation('data_domain_data_products', [
    set('DataDomain', 'dataProducts', true),
    single('DataProduct', 'dataDomain'),
  ]),
  association('data_products_output_ports', [
    set('DataProduct', 'outputPorts'),
    set('Asset', 'outputPortDataProducts'),
  ]),
  association('data_products_input_ports', [set('DataProduct', 'inputPorts'), set('Asset', 'inputPortDataProducts')]),
  association('data_domain_stakeholders', [
    set('DataDomain', 'stakeholders'),
    single('Stakeholder', 'stakeholderDataDomain'),
  ]),
  association('stakeholder_title_stakeholders', [
    set('StakeholderTitle', 'stakeholders'),
    single('Stakeholder', 'stakeholderTitle'),
  ]),
  association('asset_latest_contract', [
    single('Asset', 'dataContractLatest'),
    single('DataContract', 'dataContractAssetLatest'),
  ]),
  association('asset_latest_certified_contract', [
    single('Asset', 'dataContractLatestCertified'),
    single('DataContract', 'dataContractAssetCertified'),
  ]),
  association('contract_versions', [
    single('DataContract', 'dataContractPreviousVersion'),
    single('DataContract', 'dataContractNextVersion'),
  ]),
];
