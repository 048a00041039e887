import * as vscode from 'vscode';
import type { Language } from '../../core/model.ts';
import { stepLink, topicLink } from '../article/stepLinks.ts';
import type { Services } from '../services.ts';

/** An article as one HTML file, with the styles and fonts of the panel inside. Throws if anything in it refers to another file. */
export async function exportPage({ content, extensionUri }: Services, topic: string, language: Language): Promise<string> {
  const { externalReferences, standalonePage } = await import('../../core/export/standalone.ts');
  const webview = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
  const read = (...path: string[]) => vscode.workspace.fs.readFile(vscode.Uri.joinPath(webview, ...path));
  const files = (await vscode.workspace.fs.readDirectory(vscode.Uri.joinPath(webview, 'fonts'))).map(([name]) => name);
  const fonts = await Promise.all(files.map(async (name): Promise<[string, string]> => [name, base64(await read('fonts', name))]));
  const page = standalonePage({
    language, article: await content.article(topic, language), styles: (await content.panelFiles()).styles, fonts: new Map(fonts),
    address: (to, step) => (step === undefined ? topicLink(to) : stepLink(to, step)),
    colophon: language === 'en' ? `From Gradus · ${topicLink(topic)}` : `出自 Gradus · ${topicLink(topic)}`,
  });
  const [reference] = externalReferences(page);
  if (reference !== undefined) throw new Error(`The exported page of ${topic} refers to ${reference}`);
  return page;
}

function base64(bytes: Uint8Array): string {
  let text = '';
  // In pieces: a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}
