import * as vscode from 'vscode';

/** A panel without a window: keeps what is sent, and speaks as a page would. */
export class FakeWebviewPanel implements vscode.WebviewPanel {
  readonly viewType = 'gradus.article';
  readonly options = {};
  readonly viewColumn = vscode.ViewColumn.One;
  readonly sent: unknown[] = [];
  title = '';
  active = true;
  visible = true;
  disposed = false;
  revealed = 0;
  readonly #said = new vscode.EventEmitter<unknown>();
  readonly #disposing = new vscode.EventEmitter<void>();
  readonly onDidDispose = this.#disposing.event;
  readonly onDidChangeViewState = new vscode.EventEmitter<vscode.WebviewPanelOnDidChangeViewStateEvent>().event;
  readonly webview: vscode.Webview = {
    options: {},
    html: '',
    cspSource: 'https://webview.test',
    onDidReceiveMessage: this.#said.event,
    postMessage: async (message: unknown) => {
      this.sent.push(message);
      return true;
    },
    asWebviewUri: (uri) => uri.with({ scheme: 'https', authority: 'webview.test' }),
  };

  /** What a script in the page posts. */
  say(message: unknown): void {
    this.#said.fire(message);
  }

  reveal(): void {
    this.revealed++;
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.#disposing.fire();
  }
}
