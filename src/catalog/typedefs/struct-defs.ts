/** A struct of the wire: its attributes as `name:type`. */
export interface StructDef {
  readonly name: string;
  readonly description: string;
  readonly attributes: readonly string[];
}

/**
 * Structs that attributes of the wire are made of and whose members are published. Clients look for at least one before
 * they believe that they are signed in.
 */
export const structDefs: readonly StructDef[] = [
  {
    name: 'SourceTagAttachment',
    description: 'A tag of the source as it is attached to an asset',
    attributes: [
      'sourceTagName:string',
      'sourceTagQualifiedName:string',
      'sourceTagGuid:string',
      'sourceTagConnectorName:string',
      'sourceTagValue:array<SourceTagAttachmentValue>',
      'isSourceTagSynced:boolean',
      'sourceTagSyncTimestamp:date',
      'sourceTagSyncError:string',
      'sourceTagType:string',
    ],
  },
  {
    name: 'SourceTagAttachmentValue',
    description: 'One value of a tag of the source',
    attributes: ['tagAttachmentKey:string', 'tagAttachmentValue:string'],
  },
  {
    name: 'AuthPolicyCondition',
    description: 'A condition of a policy',
    attributes: ['policyConditionType:string', 'policyConditionValues:array<string>'],
  },
  {
    name: 'AuthPolicyValiditySchedule',
    description: 'When a policy holds',
    attributes: [
      'policyValidityScheduleStartTime:string',
      'policyValidityScheduleEndTime:string',
      'policyValidityScheduleTimezone:string',
    ],
  },
];
