import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import type { FileUpload } from '../../contracts/files.js';
import { createMultipartBody } from './multipart-body.js';

function createUpload(changes: Partial<FileUpload> = {}): FileUpload {
  return {
    purpose: 'batch',
    filename: 'a.jsonl',
    contentType: 'text/plain',
    content: Readable.from([Buffer.from('con'), Buffer.from('tent')]),
    fields: [],
    ...changes,
  };
}

/** The body with a short boundary. */
async function render(changes: Partial<FileUpload> = {}): Promise<string> {
  const { body, contentType } = createMultipartBody(createUpload(changes));
  const boundary = /boundary=(.+)$/.exec(contentType)?.[1] ?? '';
  return (await text(body)).replaceAll(boundary, 'B');
}

describe('createMultipartBody', () => {
  it('has the purpose first and the file last', async () => {
    expect(await render({ fields: [['note', 'x']] })).toBe(
      '--B\r\ncontent-disposition: form-data; name="purpose"\r\n\r\nbatch\r\n' +
        '--B\r\ncontent-disposition: form-data; name="note"\r\n\r\nx\r\n' +
        '--B\r\ncontent-disposition: form-data; name="file"; filename="a.jsonl"\r\ncontent-type: text/plain\r\n\r\n' +
        'content\r\n--B--\r\n',
    );
  });

  it('knows its length where the content has one', async () => {
    const { body, length } = createMultipartBody(createUpload({ length: 7, filename: 'ü.txt' }));
    expect(length).toBe(Buffer.byteLength(await text(body)));
  });

  it('appends late fields', async () => {
    const rendered = await render({ readLateFields: () => Promise.resolve([['late', '1']]) });
    expect(rendered).toMatch(
      /content\r\n--B\r\ncontent-disposition: form-data; name="late"\r\n\r\n1\r\n--B--\r\n$/,
    );
  });

  it('fails where the late fields do, before the end is written', async () => {
    const body = render({ readLateFields: () => Promise.reject(new Error('broke off')) });
    await expect(body).rejects.toThrow('broke off');
  });

  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\dir\\x.txt', 'x.txt'],
    ['a"; name="purpose', 'a%22; name=%22purpose'],
    ['a\r\nx-evil: 1', 'a__x-evil: 1'],
    ['a\0b', 'a_b'],
    ['..', 'file'],
    ['dir/', 'file'],
    ['', 'file'],
    ['名.txt', '名.txt'],
  ])('writes the file name %j as %j', async (filename, expected) => {
    expect(await render({ filename })).toContain(`filename="${expected}"\r\n`);
  });
});
