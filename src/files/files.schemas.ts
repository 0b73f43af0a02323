import { type Schemas, schemaRef } from '../http/api-documents.js';
import { listSchema } from '../uploads/stored-object-documents.js';

/** The API document's view of files. */
export const FILES_SCHEMAS: Schemas = {
  FileUpload: {
    type: 'object',
    required: ['purpose', 'file'],
    additionalProperties: true,
    properties: {
      provider: { type: 'string', description: 'The instance. Before the file.' },
      purpose: {
        type: 'string',
        description:
          'With Model Studio `batch`, `file-extract` or `fine-tune`; elsewhere as the upstream has them.',
      },
      file: { type: 'string', format: 'binary' },
    },
  },
  File: {
    type: 'object',
    description: "The upstream's object, with the instance that has the file.",
    required: ['id', 'object', 'bytes', 'created_at', 'filename', 'purpose', 'provider'],
    additionalProperties: true,
    properties: {
      id: { type: 'string' },
      object: { type: 'string', enum: ['file'] },
      bytes: { type: 'integer' },
      created_at: { type: 'integer', description: 'Unix seconds.' },
      filename: { type: 'string' },
      purpose: { type: 'string' },
      status: { type: 'string' },
      provider: { type: 'string' },
    },
  },
  FileList: listSchema(schemaRef('File')),
  DeletedFile: {
    type: 'object',
    required: ['id', 'object', 'deleted'],
    properties: {
      id: { type: 'string' },
      object: { type: 'string', enum: ['file'] },
      deleted: { type: 'boolean' },
    },
  },
};
