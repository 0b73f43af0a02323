import { AdminDocuments } from '../admin-documents.js';
import { AUDIT_ENTRY, PROVIDER } from '../admin.schemas.js';

const PROVIDERS = { data: [PROVIDER], has_more: false, next_cursor: null };

export const AuditDocuments = () =>
  AdminDocuments({
    operationId: 'listAuditEntries',
    summary: 'List the administrative acts, the newest first',
    description:
      'Who did what, what it was before and after, and from where. A manager has those about its team.',
    answer: 'AuditList',
    example: { data: [AUDIT_ENTRY], has_more: false, next_cursor: null },
    isPaged: true,
  });

export const ProvidersDocuments = () =>
  AdminDocuments({
    operationId: 'listProviders',
    summary: 'List the providers and their state, as this replica sees it',
    answer: 'ProviderList',
    example: PROVIDERS,
  });

export const SettingsDocuments = () =>
  AdminDocuments({
    operationId: 'readSettings',
    summary: 'Read the settings that this replica goes by, without secrets',
    answer: 'EffectiveSettings',
    example: { object: 'settings', settings: { port: 8080, gateway_master_key: '(set)' } },
  });

export const RefreshCatalogueDocuments = () =>
  AdminDocuments({
    operationId: 'refreshCatalogue',
    summary: 'Ask every provider for its models now',
    answer: 'ProviderList',
    example: PROVIDERS,
  });
