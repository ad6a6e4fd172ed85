/** Certificates for an emulator that is reached over HTTPS. Both keys exist only in this process. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import forge from 'node-forge';

export interface Certificates {
  /** The certificate authority, as PEM. Whoever trusts it trusts it for these names alone. */
  authority: string;
  /** The certificate for the names, signed by the authority, as PEM. */
  certificate: string;
  /** The key of that certificate, as PEM. */
  key: string;
}

const DAY_MS = 24 * 3_600_000;
const LIFE_DAYS = 7;

/** The types of names in a certificate (RFC 5280, GeneralName). */
const DNS_NAME = 2;
const IP_ADDRESS = 7;

/** Makes an authority, and a certificate for a host, `localhost` and 127.0.0.1. Both are valid for a week. */
export function makeCertificates(host: string): Certificates {
  const names = [...new Set([host, 'localhost'])];
  const authority = newKey();
  const issuer = [
    { name: 'commonName', value: `Keyturn emulator ${host} ${randomBytes(4).toString('hex')}` },
  ];
  const authorityCertificate = certificateFor(authority.publicKey, issuer, [
    { name: 'basicConstraints', cA: true, critical: true, pathLenConstraint: 0 },
    { name: 'keyUsage', keyCertSign: true, critical: true },
    { name: 'subjectKeyIdentifier' },
    // People put it into the list of authorities that their browser trusts, so it must not be able to vouch for other hosts.
    { id: '2.5.29.30', critical: true, value: permittedNames(names) },
  ]);
  authorityCertificate.setIssuer(issuer);
  authorityCertificate.sign(authority.privateKey, forge.md.sha256.create());

  const own = newKey();
  const certificate = certificateFor(
    own.publicKey,
    [{ name: 'commonName', value: host }],
    [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          ...names.map((value) => ({ type: DNS_NAME, value })),
          { type: IP_ADDRESS, ip: '127.0.0.1' },
        ],
      },
    ],
  );
  certificate.setIssuer(issuer);
  certificate.sign(authority.privateKey, forge.md.sha256.create());
  return {
    authority: forge.pki.certificateToPem(authorityCertificate),
    certificate: forge.pki.certificateToPem(certificate),
    key: own.pem,
  };
}

interface Key {
  publicKey: forge.pki.rsa.PublicKey;
  privateKey: forge.pki.rsa.PrivateKey;
  pem: string;
}

/** Node makes the key, because it takes JavaScript a second. */
function newKey(): Key {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = pair.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  return {
    publicKey: forge.pki.publicKeyFromPem(pair.publicKey.export({ type: 'spki', format: 'pem' }).toString()),
    privateKey: forge.pki.privateKeyFromPem(pem),
    pem,
  };
}

/** A certificate that has no issuer and no signature yet. */
function certificateFor(
  publicKey: forge.pki.rsa.PublicKey,
  subject: forge.pki.CertificateField[],
  extensions: object[],
): forge.pki.Certificate {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = publicKey;
  // A serial number must be positive, so it begins with a zero.
  certificate.serialNumber = `00${randomBytes(15).toString('hex')}`;
  certificate.validity.notBefore = new Date(Date.now() - DAY_MS);
  certificate.validity.notAfter = new Date(Date.now() + LIFE_DAYS * DAY_MS);
  certificate.setSubject(subject);
  certificate.setExtensions(extensions);
  return certificate;
}

/** The value of the extension NameConstraints: these names, and 127.0.0.1 (RFC 5280, 4.2.1.10). */
function permittedNames(names: readonly string[]): forge.asn1.Asn1 {
  const sequence = (content: forge.asn1.Asn1[]): forge.asn1.Asn1 =>
    forge.asn1.create(forge.asn1.Class.UNIVERSAL, forge.asn1.Type.SEQUENCE, true, content);
  const address = String.fromCharCode(127, 0, 0, 1, 255, 255, 255, 255);
  const subtrees = [
    ...names.map((name) => sequence([tagged(DNS_NAME, name)])),
    sequence([tagged(IP_ADDRESS, address)]),
  ];
  return sequence([tagged(0, subtrees)]);
}

/** A value with a tag that has its meaning only where it stands. */
function tagged(tag: number, content: string | forge.asn1.Asn1[]): forge.asn1.Asn1 {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- the type names universal tags only
  return forge.asn1.create(forge.asn1.Class.CONTEXT_SPECIFIC, tag, typeof content !== 'string', content);
}
