/** code-server's package; it carries VS Code's own server of the version below under lib/vscode. */
export const serverPackage = 'code-server@4.139.1';
export const vscodeVersion = '1.139.1';

/** A headless Chromium that needs no package of the system. x86-64 Linux only. */
export const browserPackage = '@sparticuz/chromium@153.0.0';
export const browserVersion = '153.0.0';
