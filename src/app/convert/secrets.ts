/** Names of settings whose values are written nowhere: not into the new file, not into the report, not into a message. */
const secret =
  /passw|passphrase|secret|token|credential|api_?key|access_?key|_key$|^key$|cloud_auth|authorization|keystore|private/i;

export function isSecret(name: string): boolean {
  // What is about keys of objects, and of fields.
  return secret.test(name) && !/^(?:s3_key_prefix|remove_char_key|trim_key|include_keys)$/.test(name);
}
