/** A field of a protobuf message as it is on the wire: a number, eight bytes, or the bytes of a text or an inner message. */
export type FieldValue = bigint | Buffer;

/** Every value of every field of a message, by the field's number. */
export function readFields(message: Buffer): ReadonlyMap<number, readonly FieldValue[]> {
  const fields = new Map<number, FieldValue[]>();
  let at = 0;
  const readVarint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = message.readUInt8(at);
      at += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const readBytes = (length: number): Buffer => {
    at += length;
    return message.subarray(at - length, at);
  };
  while (at < message.length) {
    const tag = Number(readVarint());
    const value = readValue(tag & 7);
    fields.set(tag >> 3, [...(fields.get(tag >> 3) ?? []), value]);
  }
  return fields;

  function readValue(wireType: number): FieldValue {
    if (wireType === 0) return readVarint();
    if (wireType === 1) return readBytes(8);
    if (wireType === 2) return readBytes(Number(readVarint()));
    if (wireType === 5) return readBytes(4);
    throw new Error(`wire type ${wireType}`);
  }
}
