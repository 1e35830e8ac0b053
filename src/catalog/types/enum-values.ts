/**
 * Members of the enumerations whose values are published (Atlan wire: policies, data products, certificates). An
 * attribute of such a type takes no other value: one foreign value would make every search page that holds the asset
 * unreadable for the official clients. Enumerations that are not listed here take any text.
 */
export const enumValues: Readonly<Record<string, readonly string[]>> = {
  CertificateStatus: ['DRAFT', 'VERIFIED', 'DEPRECATED'],
  AnnouncementType: ['information', 'warning', 'issue'],
  AuthPolicyType: ['allow', 'deny', 'allowExceptions', 'denyExceptions', 'dataMask', 'rowFilter'],
  AuthPolicyMaskType: ['MASK_SHOW_FIRST_4', 'MASK_SHOW_LAST_4', 'MASK_HASH', 'MASK_NULL', 'MASK_REDACT'],
  AtlasGlossaryTermRelationshipStatus: ['DRAFT', 'ACTIVE', 'DEPRECATED', 'OBSOLETE', 'OTHER'],
  DataProductCriticality: ['Low', 'Medium', 'High'],
  DataProductSensitivity: ['Public', 'Internal', 'Confidential'],
  DataProductVisibility: ['Private', 'Protected', 'Public'],
  PowerbiEndorsement: ['Promoted', 'Certified'],
  QueryUsernameStrategy: ['connectionUsername', 'atlanUsername'],
};

/** Attributes that the model calls plain text although the clients read them as an enumeration. */
export const enumAttributes: Readonly<Record<string, string>> = {
  announcementType: 'AnnouncementType',
  policyMaskType: 'AuthPolicyMaskType',
};

/** Under which name an enumeration stands among the type definitions, where that is not its own. */
export const enumDefNames: Readonly<Record<string, string>> = {
  CertificateStatus: 'certificate_status',
  PowerbiEndorsement: 'powerbi_endorsement',
  QueryUsernameStrategy: 'query_username_strategy',
};
