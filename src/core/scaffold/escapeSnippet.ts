/** Text that a snippet inserts as it is. */
export const escapeSnippet = (text: string): string => text.replace(/[\\$}]/g, '\\$&');
