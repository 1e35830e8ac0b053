import type { Operation } from '../operation.ts';

/** Credentials of source systems, kept in the vault (Atlan wire, credentials API). */
export const credentialOperations = {
  listCredentials: {
    method: 'GET',
    path: '/api/service/credentials',
    tag: 'credentials',
    summary: 'List credentials without their secrets',
    access: 'principal',
    capability: 'credential.manage',
  },
  createCredential: {
    method: 'POST',
    path: '/api/service/credentials',
    tag: 'credentials',
    summary: 'Keep a credential in the vault, on request after testing it',
    access: 'principal',
    capability: 'credential.manage',
  },
  testCredential: {
    method: 'POST',
    path: '/api/service/credentials/test',
    tag: 'credentials',
    summary: 'Connect with a credential and say how it went',
    access: 'principal',
    capability: 'credential.manage',
  },
  getCredential: {
    method: 'GET',
    path: '/api/service/credentials/{guid}',
    tag: 'credentials',
    summary: 'One credential without its secrets',
    access: 'principal',
    capability: 'credential.manage',
  },
  updateCredential: {
    method: 'POST',
    path: '/api/service/credentials/{guid}',
    tag: 'credentials',
    summary: 'Change a credential; secrets that are not sent stay',
    access: 'principal',
    capability: 'credential.manage',
  },
  useCredential: {
    method: 'GET',
    path: '/api/service/credentials/{guid}/use',
    tag: 'credentials',
    summary: 'Refused: secrets are handed to runs inside the server, and to no client',
    access: 'principal',
    capability: 'credential.manage',
  },
  archiveCredential: {
    method: 'POST',
    path: '/api/service/credentials/{guid}/archive',
    tag: 'credentials',
    summary: 'Remove a credential from the vault',
    access: 'principal',
    capability: 'credential.manage',
  },
} as const satisfies Record<string, Operation>;
