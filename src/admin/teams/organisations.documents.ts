import { AdminDocuments } from '../admin-documents.js';
import { ORGANISATION } from '../admin.schemas.js';

export const CreateOrganisationDocuments = () =>
  AdminDocuments({
    operationId: 'createOrganisation',
    summary: 'Make an organisation',
    status: 201,
    body: { schema: 'OrganisationRequest', example: { name: 'Retail' } },
    answer: 'Organisation',
    example: ORGANISATION,
    takesIdempotencyKey: true,
  });

export const ListOrganisationsDocuments = () =>
  AdminDocuments({
    operationId: 'listOrganisations',
    summary: 'List the organisations, the newest first',
    answer: 'OrganisationList',
    example: { data: [ORGANISATION], has_more: false, next_cursor: null },
    isPaged: true,
  });

export const RetrieveOrganisationDocuments = () =>
  AdminDocuments({
    operationId: 'retrieveOrganisation',
    summary: 'Retrieve an organisation',
    path: ['id'],
    answer: 'Organisation',
    example: ORGANISATION,
  });

export const UpdateOrganisationDocuments = () =>
  AdminDocuments({
    operationId: 'updateOrganisation',
    summary: 'Change an organisation',
    path: ['id'],
    body: { schema: 'OrganisationUpdate', example: { name: 'Retail Europe' } },
    answer: 'Organisation',
    example: ORGANISATION,
    takesIfMatch: true,
  });
