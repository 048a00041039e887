import * as vscode from 'vscode';
import { commands } from '../../contributions.ts';

/** `<publisher>.<name>` of package.json: the authority under which the editor hands us its links. */
const extensionId = 'gradus.gradus';

/** A link that opens a step in this editor: `vscode://gradus.gradus/flash-attention/online-recurrence`. */
export function stepLink(topic: string, step: string): string {
  return vscode.Uri.from({ scheme: vscode.env.uriScheme, authority: extensionId, path: `/${topic}/${step}` }).toString();
}

/** A link that opens a topic. */
export function topicLink(topic: string): string {
  return vscode.Uri.from({ scheme: vscode.env.uriScheme, authority: extensionId, path: `/${topic}` }).toString();
}

/** Opens the topic or step that a link names. What the link says is checked by the commands. */
export function handleStepLinks(): vscode.Disposable {
  return vscode.window.registerUriHandler({ handleUri: async (uri) => void (await openLink(uri)) });
}

/** Opens what the path of a link names. A link may come from anywhere: the commands refuse what is no topic or step of ours. */
export function openLink({ path }: Pick<vscode.Uri, 'path'>): Thenable<unknown> {
  const [topic, step] = path.split('/').filter((part) => part !== '');
  return vscode.commands.executeCommand(commands.openStep, topic, step);
}
