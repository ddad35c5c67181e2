extension IndexPage {
  /// The page.
  static let template = """
    {{>head}}
    <h1>Merge requests</h1>
    <dl class="numbers">
    <div><dt>open</dt><dd>{{open}}</dd></div>
    <div><dt>ready to merge</dt><dd>{{ready}}</dd></div>
    <div><dt>jobs waiting</dt><dd>{{waiting}}</dd></div>
    <div><dt>jobs running</dt><dd>{{running}}</dd></div>
    <div{{#hasDead}} class="alarm"{{/hasDead}}><dt>jobs given up</dt><dd>{{dead}}</dd></div>
    </dl>
    {{#hasDead}}<p class="warning" role="alert">Some jobs failed too often and were given up: see <a href="/api/v1/jobs?state=dead">the list</a>.</p>{{/hasDead}}
    <form class="filter" method="get" action="/">
    <label>Repository <select name="repository"><option value="">all</option>{{#repositories}}<option{{#chosen}} selected{{/chosen}}>{{name}}</option>{{/repositories}}</select></label>
    <label>Verdict <select name="verdict"><option value="">all</option>{{#verdicts}}<option{{#chosen}} selected{{/chosen}}>{{name}}</option>{{/verdicts}}</select></label>
    <label>Author <input name="author" value="{{author}}" autocomplete="off" autocapitalize="none" spellcheck="false"></label>
    <button>Filter</button>
    {{#isFiltered}}<a class="clear" href="/">Clear</a>{{/isFiltered}}
    </form>
    {{#none}}<p class="empty">There is no such repository.</p>{{/none}}
    {{#groups}}
    <section aria-labelledby="r-{{name}}">
    <h2 id="r-{{name}}">{{name}}</h2>
    <p class="meta">{{#link}}<a href="{{link}}" rel="noreferrer">on the forge</a> · {{/link}}{{#swept}}last sweep {{swept}} ago{{/swept}}{{^swept}}no sweep since this process started{{/swept}} · {{#delivered}}last webhook {{delivered}} ago{{/delivered}}{{^delivered}}no webhook yet{{/delivered}}</p>
    {{#isSilent}}<p class="warning" role="alert">Merge requests changed and no webhook said so: is it set up and switched on? Until then changes are seen at the next sweep.</p>{{/isSilent}}
    {{#hasQueue}}<div class="queue"><h3>Merge queue</h3>
    {{#queues}}<p>into <code>{{branch}}</code></p>
    <ol>{{#places}}<li><a href="/{{repository}}/{{number}}">!{{number}} {{title}}</a> <small>{{#priority}}{{priority}} · {{/priority}}ready for {{since}}</small></li>{{/places}}</ol>
    {{/queues}}</div>{{/hasQueue}}
    {{#hasRows}}{{>rows}}{{/hasRows}}
    {{#empty}}<p class="empty">{{empty}}</p>{{/empty}}
    </section>
    {{/groups}}
    {{#next}}<p><a class="next" href="/?{{next}}">Next page</a></p>{{/next}}
    {{>foot}}
    """

  /// The table of merge requests.
  static let rows = """
    <table class="list">
    <caption class="hidden">Open merge requests of {{name}}</caption>
    <thead><tr><th scope="col">Merge request</th><th scope="col">Verdict</th><th scope="col">Waits for</th><th scope="col">Author</th><th scope="col">Priority</th><th scope="col">Age</th></tr></thead>
    <tbody>
    {{#rows}}<tr>
    <th scope="row"><a href="/{{repository}}/{{number}}"><span class="n">!{{number}}</span> {{title}}</a>{{#draft}} <span class="tag">draft</span>{{/draft}}<small>into <code>{{branch}}</code></small></th>
    <td data-label="Verdict">{{>verdict}}</td>
    <td data-label="Waits for" class="why"><p>{{headline}}</p>{{#isReady}}<p class="good">nothing: it is in the merge queue</p>{{/isReady}}<ul>{{#waits}}<li>{{.}}</li>{{/waits}}{{#isDead}}<li class="bad">Remit gave up on it after too many errors</li>{{/isDead}}</ul></td>
    <td data-label="Author" class="who">{{author}}</td>
    <td data-label="Priority" class="short">{{#priority}}{{priority}}{{/priority}}{{^priority}}–{{/priority}}</td>
    <td data-label="Age" class="short"><time datetime="{{opened}}">{{age}}</time></td>
    </tr>{{/rows}}
    </tbody>
    </table>
    """
}
