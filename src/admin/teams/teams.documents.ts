import { AdminDocuments } from '../admin-documents.js';
import { TEAM } from '../admin.schemas.js';

export const CreateTeamDocuments = () =>
  AdminDocuments({
    operationId: 'createTeam',
    summary: 'Make a team',
    description: 'In the built-in organisation unless one is named. For administrators.',
    status: 201,
    body: { schema: 'TeamRequest', example: { name: 'Search' } },
    answer: 'Team',
    example: TEAM,
    takesIdempotencyKey: true,
  });

export const ListTeamsDocuments = () =>
  AdminDocuments({
    operationId: 'listTeams',
    summary: 'List the teams, the newest first',
    description: 'A manager has its own.',
    answer: 'TeamList',
    example: { data: [TEAM], has_more: false, next_cursor: null },
    isPaged: true,
  });

export const RetrieveTeamDocuments = () =>
  AdminDocuments({
    operationId: 'retrieveTeam',
    summary: 'Retrieve a team',
    path: ['id'],
    answer: 'Team',
    example: TEAM,
  });

export const UpdateTeamDocuments = () =>
  AdminDocuments({
    operationId: 'updateTeam',
    summary: 'Change a team',
    description: 'What is left out stays; null takes away. For administrators.',
    path: ['id'],
    body: { schema: 'TeamUpdate', example: { limits: { requests_per_minute: 600 } } },
    answer: 'Team',
    example: TEAM,
    takesIfMatch: true,
  });
