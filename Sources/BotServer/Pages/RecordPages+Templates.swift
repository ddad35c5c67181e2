extension RecordPages {
  /// The lists.
  static let list = """
    {{>head}}
    <h1>Records</h1>
    <p class="lead">Every merge with the decision that allowed it. Each record holds the digest of the one before it.</p>
    {{#chains}}
    <section aria-labelledby="r-{{name}}">
    <h2 id="r-{{name}}">{{name}}</h2>
    {{#isBroken}}<p class="warning" role="alert">The chain is not intact: a record is not as it was written.</p>{{/isBroken}}
    {{#hasRecords}}<table class="list">
    <caption class="hidden">Records of {{name}}</caption>
    <thead><tr><th scope="col">Merge request</th><th scope="col">Check</th><th scope="col">Recorded</th><th scope="col">Merge commit</th><th scope="col">Digest</th></tr></thead>
    <tbody>{{#records}}<tr>
    <th scope="row"><a href="/records/{{repository}}/{{number}}"><span class="n">#{{sequence}}</span> !{{number}}</a>{{#exception}} <span class="tag bad">exception</span><small>{{exception}}</small>{{/exception}}</th>
    <td data-label="Check">{{#isIntact}}<span class="good">intact</span>{{/isIntact}}{{^isIntact}}<ul>{{#faults}}<li class="bad">{{.}}</li>{{/faults}}</ul>{{/isIntact}}</td>
    <td data-label="Recorded" class="short"><time datetime="{{at}}">{{at}}</time></td>
    <td data-label="Merge commit">{{#commit}}<code>{{commit}}</code>{{/commit}}{{^commit}}–{{/commit}}</td>
    <td data-label="Digest"><code>{{digest}}</code></td>
    </tr>{{/records}}</tbody>
    </table>{{/hasRecords}}
    {{^hasRecords}}<p class="empty">Nothing has been recorded.</p>{{/hasRecords}}
    {{#next}}<p><a class="next" href="/records?repository={{name}}&amp;after={{next}}">Later records</a></p>{{/next}}
    </section>
    {{/chains}}
    {{>foot}}
    """

  /// One record.
  static let single = """
    {{>head}}
    <p class="crumbs"><a href="/records?repository={{repository}}">Records of {{repository}}</a> · !{{number}}</p>
    <h1>Record {{sequence}}: {{repository}} !{{number}}</h1>
    {{#isIntact}}<p class="lead"><span class="verdict v-approved">intact</span> the text has the digest it was recorded with, and it follows the record before it</p>{{/isIntact}}
    {{^isIntact}}<div class="warning" role="alert"><p>This record is not as it was written:</p><ul>{{#faults}}<li>{{.}}</li>{{/faults}}</ul></div>{{/isIntact}}
    {{#exception}}<p class="warning" role="alert">Merged without the approvals that were missing{{#exceptionBy}}, allowed by {{exceptionBy}}{{/exceptionBy}}: {{exception}}</p>{{/exception}}
    {{#link}}<p><a class="button" href="{{link}}" rel="noreferrer">Open on the forge</a></p>{{/link}}
    <section aria-labelledby="facts"><h2 id="facts">Facts</h2>
    <dl class="facts">
    <div><dt>Recorded</dt><dd><time datetime="{{at}}">{{at}}</time></dd></div>
    {{#author}}<div><dt>Author</dt><dd>{{author}}</dd></div>{{/author}}
    {{#branch}}<div><dt>Into</dt><dd><code>{{branch}}</code></dd></div>{{/branch}}
    {{#commit}}<div><dt>Merge commit</dt><dd><code>{{commit}}</code></dd></div>{{/commit}}
    <div><dt>Digest</dt><dd><code>{{digest}}</code></dd></div>
    <div><dt>Record before</dt><dd>{{#previous}}<code>{{previous}}</code>{{/previous}}{{^previous}}none: it is the first{{/previous}}</dd></div>
    {{#engine}}<div><dt>Decided by</dt><dd>Remit {{engine}}</dd></div>{{/engine}}
    </dl></section>
    {{#hasApprovals}}<section aria-labelledby="approvals"><h2 id="approvals">Approvals</h2>
    <table class="list"><thead><tr><th scope="col">Account</th><th scope="col">At commit</th><th scope="col">Changes</th></tr></thead>
    <tbody>{{#approvals}}<tr><th scope="row">{{by}}</th><td data-label="At commit">{{#head}}<code>{{head}}</code>{{/head}}{{^head}}its own proposal{{/head}}</td><td data-label="Changes">{{count}}</td></tr>{{/approvals}}</tbody></table>
    </section>{{/hasApprovals}}
    {{#canReplay}}<section aria-labelledby="replay"><h2 id="replay">Replay</h2>
    <p>The record holds all that the decision was made from. In a clone of the repository the same decision comes out again, byte for byte:</p>
    <pre tabindex="0">git fetch origin refs/notes/remit:refs/notes/remit
    {{#commit}}git notes --ref=remit show {{commit}} | remit decide --replay -{{/commit}}{{^commit}}remit decide --replay record.json{{/commit}}</pre>
    </section>{{/canReplay}}
    <section aria-labelledby="text"><h2 id="text">Text</h2>
    <pre tabindex="0" aria-labelledby="text">{{text}}</pre>
    </section>
    {{>foot}}
    """
}
