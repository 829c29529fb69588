import { generateKeyPairSync, sign } from 'node:crypto';

/** A key and a certificate for any name, signed by itself, for a server on this machine. (RFC 5280) */
export function selfSigned(): { key: string; cert: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const algorithm = der(0x30, Buffer.from('06032b6570', 'hex'));
  const version = der(0xa0, der(0x02, Buffer.of(2)));
  const serial = der(0x02, Buffer.of(1));
  const nobody = der(0x30);
  const moment = (text: string) => der(0x17, Buffer.from(text));
  const validity = der(0x30, moment('200101000000Z'), moment('490101000000Z'));
  const itsKey = publicKey.export({ format: 'der', type: 'spki' });
  const said = der(0x30, version, serial, algorithm, nobody, validity, nobody, itsKey);
  const signature = der(0x03, Buffer.of(0), sign(null, said, privateKey));
  const whole = der(0x30, said, algorithm, signature).toString('base64');
  return {
    key: String(privateKey.export({ format: 'pem', type: 'pkcs8' })),
    cert: `-----BEGIN CERTIFICATE-----\n${whole}\n-----END CERTIFICATE-----\n`,
  };
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const sizes = length < 0x80 ? [length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...sizes]), content]);
}
