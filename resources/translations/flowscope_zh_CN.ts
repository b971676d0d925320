<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name></name>
    <message>
        <source> and </source>
        <translation> 和 </translation>
    </message>
    <message>
        <source> or </source>
        <translation> 或 </translation>
    </message>
    <message>
        <source> or give the keys with --binding-key</source>
        <translation>，或用 --binding-key 给出绑定键</translation>
    </message>
    <message>
        <source> or type binding keys</source>
        <translation>，或输入绑定键</translation>
    </message>
    <message>
        <source># takes every key</source>
        <translation># 接收所有键</translation>
    </message>
    <message>
        <source>$base64 is base64 in quotes</source>
        <translation>$base64 应为带引号的 base64</translation>
    </message>
    <message>
        <source>$decimal is a number in quotes, such as &quot;1.50&quot;</source>
        <translation>$decimal 应为带引号的数字，例如 &quot;1.50&quot;</translation>
    </message>
    <message>
        <source>$table is an object</source>
        <translation>$table 应为对象</translation>
    </message>
    <message>
        <source>$timestamp is a whole number of seconds since 1970</source>
        <translation>$timestamp 应为自 1970 年起的整秒数</translation>
    </message>
    <message>
        <source>% of what leaves the source</source>
        <translation>占来源流出量的 %</translation>
    </message>
    <message>
        <source>&amp;AMQP URL</source>
        <translation>&amp;AMQP URL</translation>
    </message>
    <message>
        <source>&amp;As the system</source>
        <translation>跟随系统(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Broker</source>
        <translation>Broker(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Charts</source>
        <translation>图表(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Client certificate</source>
        <translation>客户端证书(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Collapse to services</source>
        <translation>折叠为服务(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Colour…</source>
        <translation>颜色(&amp;C)…</translation>
    </message>
    <message>
        <source>&amp;Connect…</source>
        <translation>连接(&amp;C)…</translation>
    </message>
    <message>
        <source>&amp;Copy as text</source>
        <translation>复制为文本(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>深色(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Demo</source>
        <translation>演示(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Detach</source>
        <translation>分离(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Disconnect</source>
        <translation>断开连接(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Filter the topology log…</source>
        <translation>筛选拓扑日志(&amp;F)…</translation>
    </message>
    <message>
        <source>&amp;Fit</source>
        <translation>适应窗口(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Flow</source>
        <translation>流图(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Go to</source>
        <translation>转到(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Go to…</source>
        <translation>转到(&amp;G)…</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Hide idle things</source>
        <translation>隐藏空闲对象(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Hosts</source>
        <translation>主机(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Keep up to date</source>
        <translation>保持更新(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Key</source>
        <translation>密钥(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>键盘快捷键(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Labels</source>
        <translation>标签(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>浅色(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Listen to the firehose…</source>
        <translation>监听 firehose(&amp;L)…</translation>
    </message>
    <message>
        <source>&amp;Management</source>
        <translation>管理 API(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Message</source>
        <translation>消息(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>名称(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Next theme</source>
        <translation>下一个主题(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Nothing</source>
        <translation>不显示(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Now (F5)</source>
        <translation>立即更新(&amp;N) (F5)</translation>
    </message>
    <message>
        <source>&amp;Panels</source>
        <translation>面板(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Production: ask before anything is written</source>
        <translation>生产环境(&amp;P)：写入任何内容前先询问</translation>
    </message>
    <message>
        <source>&amp;Publish…</source>
        <translation>发布(&amp;P)…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Rates</source>
        <translation>速率(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Read-only: never publish, tap, or switch the firehose on</source>
        <translation>只读(&amp;R)：绝不发布、旁听或开启 firehose</translation>
    </message>
    <message>
        <source>&amp;Release from its place</source>
        <translation>解除固定位置(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Rename</source>
        <translation>重命名(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Reset layout of the panels</source>
        <translation>重置面板布局(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Share of the source</source>
        <translation>占来源的比例(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;TLS (amqps)</source>
        <translation>&amp;TLS (amqps)</translation>
    </message>
    <message>
        <source>&amp;Tap selection</source>
        <translation>旁听所选(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>主题(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Times</source>
        <translation>耗时(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Try the demo</source>
        <translation>试用演示(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;User guide</source>
        <translation>用户指南(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Usual colour</source>
        <translation>默认颜色(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Verify the certificate of the broker</source>
        <translation>验证 broker 的证书(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Vhost</source>
        <translation>虚拟主机(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Warn above…</source>
        <translation>超过时警告(&amp;W)…</translation>
    </message>
    <message>
        <source>&apos;{key}&apos; instead of &apos;{pattern}&apos;</source>
        <translation>是 &apos;{key}&apos; 而不是 &apos;{pattern}&apos;</translation>
    </message>
    <message>
        <source>&apos;{key}&apos; instead of &apos;{pattern}&apos; (capital letters count)</source>
        <translation>是 &apos;{key}&apos; 而不是 &apos;{pattern}&apos;（区分大小写）</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; was there before</source>
        <translation>&apos;{name}&apos; 重复</translation>
    </message>
    <message>
        <source>&apos;{vhost}&apos; is there and may be used</source>
        <translation>&apos;{vhost}&apos; 存在且可以使用</translation>
    </message>
    <message>
        <source>(default)</source>
        <translation>（默认）</translation>
    </message>
    <message>
        <source>(empty)</source>
        <translation>(空)</translation>
    </message>
    <message>
        <source>(unreadable)</source>
        <translation>（无法读取）</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>,  </source>
        <translation>，</translation>
    </message>
    <message>
        <source>, or take any free port</source>
        <translation>，或使用任意空闲端口</translation>
    </message>
    <message>
        <source>, such as --listen 127.0.0.1:0 for any free port</source>
        <translation>，例如用 --listen 127.0.0.1:0 使用任意空闲端口</translation>
    </message>
    <message>
        <source>, then </source>
        <translation>，然后是 </translation>
    </message>
    <message>
        <source>. </source>
        <translation>。</translation>
    </message>
    <message>
        <source>.  </source>
        <translation>。</translation>
    </message>
    <message>
        <source>0 to 255</source>
        <translation>0 到 255</translation>
    </message>
    <message>
        <source>1 client</source>
        <translation>1 个客户端</translation>
    </message>
    <message>
        <source>1 client loses its connection</source>
        <translation>1 个客户端将断开连接</translation>
    </message>
    <message>
        <source>1 hour</source>
        <translation>1 小时</translation>
    </message>
    <message>
        <source>1 message of {size} to {exchange} with routing key &apos;{key}&apos;.</source>
        <translation>将 1 条消息（{size}）发布到{exchange}，路由键 &apos;{key}&apos;。</translation>
    </message>
    <message>
        <source>1 min</source>
        <translation>1 分钟</translation>
    </message>
    <message>
        <source>1 minute</source>
        <translation>1 分钟</translation>
    </message>
    <message>
        <source>1 queue gets it</source>
        <translation>1 个队列会收到</translation>
    </message>
    <message>
        <source>10 seconds</source>
        <translation>10 秒</translation>
    </message>
    <message>
        <source>15 min</source>
        <translation>15 分钟</translation>
    </message>
    <message>
        <source>15 minutes</source>
        <translation>15 分钟</translation>
    </message>
    <message>
        <source>30 seconds</source>
        <translation>30 秒</translation>
    </message>
    <message>
        <source>32 bits (I) if it fits, else 64 (l)</source>
        <translation>放得下时用 32 位 (I)，否则用 64 位 (l)</translation>
    </message>
    <message>
        <source>403 ACCESS_REFUSED, {name} is internal: only other exchanges publish to it</source>
        <translation>403 ACCESS_REFUSED，{name} 是内部 (internal) 交换机：只有其他交换机能发布到它</translation>
    </message>
    <message>
        <source>404 NOT_FOUND, there is no exchange {name}</source>
        <translation>404 NOT_FOUND，没有交换机 {name}</translation>
    </message>
    <message>
        <source>5 min</source>
        <translation>5 分钟</translation>
    </message>
    <message>
        <source>5 minutes</source>
        <translation>5 分钟</translation>
    </message>
    <message>
        <source>60 min</source>
        <translation>60 分钟</translation>
    </message>
    <message>
        <source>90 of 100 messages took at most so long.</source>
        <translation>100 条消息中有 90 条的耗时不超过此值。</translation>
    </message>
    <message>
        <source>99 of 100 messages took at most so long.</source>
        <translation>100 条消息中有 99 条的耗时不超过此值。</translation>
    </message>
    <message>
        <source>; </source>
        <translation>；</translation>
    </message>
    <message>
        <source>&lt;{n} ms</source>
        <translation>&lt;{n} 毫秒</translation>
    </message>
    <message>
        <source>? consumers</source>
        <translation>? 个消费者</translation>
    </message>
    <message>
        <source>? consumers, the broker lists them soon</source>
        <translation>? 个消费者，broker 很快会列出</translation>
    </message>
    <message>
        <source>? not probed yet</source>
        <translation>? 尚未探测</translation>
    </message>
    <message>
        <source>? unknown</source>
        <translation>? 未知</translation>
    </message>
    <message>
        <source>A RabbitMQ that runs somewhere. Its AMQP URL is enough, the rest is inferred from it.</source>
        <translation>在某处运行的 RabbitMQ。只需其 AMQP URL，其余由此推断。</translation>
    </message>
    <message>
        <source>A URL may be pasted whole: its password and TLS files find their place</source>
        <translation>可以粘贴完整的 URL：其中的密码和 TLS 文件会自动填到相应位置</translation>
    </message>
    <message>
        <source>A boolean (t)</source>
        <translation>布尔值 (t)</translation>
    </message>
    <message>
        <source>A broker by its URL</source>
        <translation>通过 URL 连接 broker</translation>
    </message>
    <message>
        <source>A broker counts acks, but tells nobody about single ones. There are two ways to see them:
the proxy, through which services connect, sees every delivery, ack, nack and reject;
the firehose shows every publish and delivery, but no ack, and the broker works for it.</source>
        <translation>broker 只统计确认的数量，不会透露单条确认。有两种方式可以看到它们：
服务通过代理连接时，代理能看到每一次投递、确认、否定确认和拒绝；
firehose 能看到每一次发布和投递，但看不到确认，而且会增加 broker 的负担。</translation>
    </message>
    <message>
        <source>A broker counts messages, but does not say which is where. Two sources show single ones: the firehose and the proxy.</source>
        <translation>broker 只统计消息数量，不说明哪条消息在哪里。有两个来源能显示单条消息：firehose 和代理。</translation>
    </message>
    <message>
        <source>A double (d)</source>
        <translation>双精度浮点数 (d)</translation>
    </message>
    <message>
        <source>A field table (F), typed as JSON</source>
        <translation>字段表 (F)，以 JSON 输入</translation>
    </message>
    <message>
        <source>A long string (S)</source>
        <translation>长字符串 (S)</translation>
    </message>
    <message>
        <source>A new storefront publishes order.placed.v2, which no queue is bound to: its orders are dropped without an error.</source>
        <translation>新的 storefront 发布 order.placed.v2，没有队列与之绑定：其订单被丢弃，且没有任何错误。</translation>
    </message>
    <message>
        <source>A part of a name, or: queue:pay*   rate &gt; 10   !consumers   unacked &gt; 0 and not idle</source>
        <translation>名称的一部分，或：queue:pay*   rate &gt; 10   !consumers   unacked &gt; 0 and not idle</translation>
    </message>
    <message>
        <source>A private queue is declared, with bindings that copy what passes {target}.</source>
        <translation>将声明一个私有队列，其绑定复制通过{target} 的消息。</translation>
    </message>
    <message>
        <source>A small map of the whole flow while it does not fit</source>
        <translation>流图超出视野时显示整体缩略图</translation>
    </message>
    <message>
        <source>A small shop of fourteen clients on a broker inside Flowscope, with trouble on request. Nothing else is needed.</source>
        <translation>由十四个客户端组成的小商店，运行在 Flowscope 内置的 broker 上，可随时制造问题。无需其他准备。</translation>
    </message>
    <message>
        <source>A tap of Flowscope too: that changes nothing for the others.</source>
        <translation>Flowscope 的一个旁听也会收到：这对其他队列没有影响。</translation>
    </message>
    <message>
        <source>A text editor would alter these bytes: edit them as base64 or hex.</source>
        <translation>文本编辑器会改变这些字节：请以 Base64 或十六进制编辑。</translation>
    </message>
    <message>
        <source>A {type} exchange does not look at it</source>
        <translation>{type} 交换机不看路由键</translation>
    </message>
    <message>
        <source>AMQP &amp;URL</source>
        <translation>AMQP &amp;URL</translation>
    </message>
    <message>
        <source>AMQP URL</source>
        <translation>AMQP URL</translation>
    </message>
    <message>
        <source>AMQP has no decimal {value}</source>
        <translation>AMQP 没有小数 {value}</translation>
    </message>
    <message>
        <source>About</source>
        <translation>基本信息</translation>
    </message>
    <message>
        <source>Acks</source>
        <translation>确认</translation>
    </message>
    <message>
        <source>Acks cannot be seen here: the firehose has none. The proxy sees them.</source>
        <translation>此处看不到确认：firehose 不含确认。代理可以看到。</translation>
    </message>
    <message>
        <source>Acks nothing by design: nothing is held.</source>
        <translation>自动确认：设计上无需确认，不持有任何消息。</translation>
    </message>
    <message>
        <source>Add header</source>
        <translation>添加消息头</translation>
    </message>
    <message>
        <source>Address for services</source>
        <translation>供服务使用的地址</translation>
    </message>
    <message>
        <source>Address…</source>
        <translation>地址…</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Always use the dark theme</source>
        <translation>始终使用深色主题</translation>
    </message>
    <message>
        <source>Always use the light theme</source>
        <translation>始终使用浅色主题</translation>
    </message>
    <message>
        <source>An array (A), typed as JSON</source>
        <translation>数组 (A)，以 JSON 输入</translation>
    </message>
    <message>
        <source>Any JSON, with $decimal and $base64_string</source>
        <translation>任意 JSON，可用 $decimal 和 $base64_string</translation>
    </message>
    <message>
        <source>Anybody on the way can pretend to be the broker, and read the password. Name the CA instead, where you can.</source>
        <translation>途中的任何人都可以冒充 broker 并读取密码。如果可以，请改为指定 CA。</translation>
    </message>
    <message>
        <source>Arranging {n:,} nodes…</source>
        <translation>正在排列 {n:,} 个节点…</translation>
    </message>
    <message>
        <source>As things are declared now no queue takes it: {why}.</source>
        <translation>按当前声明没有队列接收它：{why}。</translation>
    </message>
    <message>
        <source>As what it shows</source>
        <translation>按所显示的内容命名</translation>
    </message>
    <message>
        <source>Asking the broker …</source>
        <translation>正在询问 broker…</translation>
    </message>
    <message>
        <source>At least {lost} publishes, deliveries or acks were not seen: numbers are lower bounds, and some messages are missing.</source>
        <translation>至少有 {lost} 次发布、投递或确认没有看到：数字只是下限，部分消息缺失。</translation>
    </message>
    <message>
        <source>At the next start</source>
        <translation>下次启动时</translation>
    </message>
    <message>
        <source>Back (Alt+Left)</source>
        <translation>后退 (Alt+Left)</translation>
    </message>
    <message>
        <source>Back to now</source>
        <translation>回到现在</translation>
    </message>
    <message>
        <source>Back to where you came from (Escape)</source>
        <translation>返回之前的位置 (Escape)</translation>
    </message>
    <message>
        <source>Backlog</source>
        <translation>积压情况</translation>
    </message>
    <message>
        <source>Before {time}: the broker&apos;s own samples.</source>
        <translation>{time} 之前：broker 自己的采样。</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Belongs together with</source>
        <translation>与之相关</translation>
    </message>
    <message>
        <source>Between</source>
        <translation>两端</translation>
    </message>
    <message>
        <source>Bind these keys, separated by spaces, instead of the existing ones</source>
        <translation>不使用已有的绑定键，而是绑定这些键（用空格分隔）</translation>
    </message>
    <message>
        <source>Binding keys</source>
        <translation>绑定键</translation>
    </message>
    <message>
        <source>Body</source>
        <translation>消息体</translation>
    </message>
    <message>
        <source>Bound to {exchanges}, which the flow does not draw.</source>
        <translation>已绑定到 {exchanges}，流图不绘制它。</translation>
    </message>
    <message>
        <source>Broker</source>
        <translation>broker</translation>
    </message>
    <message>
        <source>Broker restart</source>
        <translation>broker 重启</translation>
    </message>
    <message>
        <source>By name</source>
        <translation>按名称</translation>
    </message>
    <message>
        <source>Bytes (x), typed as base64</source>
        <translation>字节 (x)，以 Base64 输入</translation>
    </message>
    <message>
        <source>C&amp;lose</source>
        <translation>关闭(&amp;L)</translation>
    </message>
    <message>
        <source>CA &amp;file</source>
        <translation>CA 文件(&amp;F)</translation>
    </message>
    <message>
        <source>CA file</source>
        <translation>CA 文件</translation>
    </message>
    <message>
        <source>CAs of this computer</source>
        <translation>本机的 CA</translation>
    </message>
    <message>
        <source>CONSUME</source>
        <translation>消费端</translation>
    </message>
    <message>
        <source>CONSUMING SERVICES</source>
        <translation>消费端服务</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Cancelled: {sent:,} of {wanted:,} sent</source>
        <translation>已取消：已发送 {sent:,}/{wanted:,}</translation>
    </message>
    <message>
        <source>Caused by</source>
        <translation>起因</translation>
    </message>
    <message>
        <source>Chart how long messages take instead of rates</source>
        <translation>绘制消息所用时长，而不是速率</translation>
    </message>
    <message>
        <source>Chart ti&amp;mes</source>
        <translation>绘制耗时(&amp;M)</translation>
    </message>
    <message>
        <source>Chart {what}</source>
        <translation>显示{what}图表</translation>
    </message>
    <message>
        <source>Charts</source>
        <translation>图表</translation>
    </message>
    <message>
        <source>Charts of {what}</source>
        <translation>{what} 的图表</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>检测</translation>
    </message>
    <message>
        <source>Check each step without connecting</source>
        <translation>逐阶段检测，不建立连接</translation>
    </message>
    <message>
        <source>Checking …</source>
        <translation>正在检测…</translation>
    </message>
    <message>
        <source>Choose a file first, or another form of body.</source>
        <translation>请先选择文件，或选择另一种消息体形式。</translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation>选择文件…</translation>
    </message>
    <message>
        <source>Choose a message in the list to see all of it.</source>
        <translation>在列表中选择一条消息以查看全部内容。</translation>
    </message>
    <message>
        <source>Choose an exchange or a queue. A tap receives copies: it takes nothing away.</source>
        <translation>选择一个交换机或队列。旁听接收的是副本：不会取走任何消息。</translation>
    </message>
    <message>
        <source>Choose the broker to watch</source>
        <translation>选择要观察的 broker</translation>
    </message>
    <message>
        <source>Choose the file: {name}</source>
        <translation>选择文件：{name}</translation>
    </message>
    <message>
        <source>Choose what edge labels show</source>
        <translation>选择连线标签显示的内容</translation>
    </message>
    <message>
        <source>Clear history</source>
        <translation>清除历史</translation>
    </message>
    <message>
        <source>Click or Ctrl+Shift+A: show all</source>
        <translation>点击或按 Ctrl+Shift+A：全部显示</translation>
    </message>
    <message>
        <source>Click or drag to move the view (M hides this)</source>
        <translation>单击或拖动以移动视图（按 M 隐藏）</translation>
    </message>
    <message>
        <source>Client certificate</source>
        <translation>客户端证书</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>关闭（Esc）</translation>
    </message>
    <message>
        <source>Close the chart of {what}</source>
        <translation>关闭 {what} 的图表</translation>
    </message>
    <message>
        <source>Close this chart (Delete)</source>
        <translation>关闭此图表 (Delete)</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>关闭这条消息</translation>
    </message>
    <message>
        <source>Close this window (Esc)</source>
        <translation>关闭此窗口 (Esc)</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Colour of {line}</source>
        <translation>{line} 的颜色</translation>
    </message>
    <message>
        <source>Colour: none</source>
        <translation>颜色：无</translation>
    </message>
    <message>
        <source>Colour: {colour}</source>
        <translation>颜色：{colour}</translation>
    </message>
    <message>
        <source>Comes in batches: the curve is the mean of {n} seconds, the band behind it says how much it varies. The cursor and the table say every second as it was.</source>
        <translation>成批到达：曲线为 {n} 秒的均值，其后的色带表示波动范围。光标与导出的表格给出每一秒的实际值。</translation>
    </message>
    <message>
        <source>Command pa&amp;lette…</source>
        <translation>命令面板(&amp;L)…</translation>
    </message>
    <message>
        <source>Command palette</source>
        <translation>命令面板</translation>
    </message>
    <message>
        <source>Completions</source>
        <translation>补全</translation>
    </message>
    <message>
        <source>Confirms cannot be seen here: the firehose has none. The proxy sees them.</source>
        <translation>这里看不到发布确认：firehose 不提供。代理能看到。</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Connect to a broker</source>
        <translation>连接 broker</translation>
    </message>
    <message>
        <source>Connect to a broker first</source>
        <translation>请先连接到 broker</translation>
    </message>
    <message>
        <source>Connect to a broker first (Ctrl+O).</source>
        <translation>请先连接 broker (Ctrl+O)。</translation>
    </message>
    <message>
        <source>Connect to a broker first.</source>
        <translation>请先连接 broker。</translation>
    </message>
    <message>
        <source>Connect to a broker…</source>
        <translation>连接到 broker…</translation>
    </message>
    <message>
        <source>Connect to {profile}</source>
        <translation>连接到 {profile}</translation>
    </message>
    <message>
        <source>Connected, and nothing flows yet</source>
        <translation>已连接，尚无消息流动</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>正在连接</translation>
    </message>
    <message>
        <source>Connecting …</source>
        <translation>正在连接…</translation>
    </message>
    <message>
        <source>Connection lost</source>
        <translation>连接已断开</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Connections that are open now</source>
        <translation>当前打开的连接数</translation>
    </message>
    <message>
        <source>Consumed by</source>
        <translation>消费方</translation>
    </message>
    <message>
        <source>Consumers</source>
        <translation>消费者</translation>
    </message>
    <message>
        <source>Consumes from</source>
        <translation>消费自</translation>
    </message>
    <message>
        <source>Contents of the guide</source>
        <translation>指南目录</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy an AMQP URL first, such as amqps://user@host/vhost.</source>
        <translation>请先复制一个 AMQP URL，例如 amqps://user@host/vhost。</translation>
    </message>
    <message>
        <source>Copy as JSON</source>
        <translation>复制为 JSON</translation>
    </message>
    <message>
        <source>Copy as text</source>
        <translation>复制为文本</translation>
    </message>
    <message>
        <source>Copy details as &amp;JSON</source>
        <translation>将详情复制为 JSON(&amp;J)</translation>
    </message>
    <message>
        <source>Copy details as te&amp;xt</source>
        <translation>将详情复制为文本(&amp;X)</translation>
    </message>
    <message>
        <source>Copy pict&amp;ure</source>
        <translation>复制图片(&amp;U)</translation>
    </message>
    <message>
        <source>Copy report</source>
        <translation>复制报告</translation>
    </message>
    <message>
        <source>Copy the address</source>
        <translation>复制地址</translation>
    </message>
    <message>
        <source>Copy the body as text</source>
        <translation>将消息体复制为文本</translation>
    </message>
    <message>
        <source>Copy the shown messages as JSON</source>
        <translation>将显示的消息复制为 JSON</translation>
    </message>
    <message>
        <source>Copy the shown messages, one a line</source>
        <translation>复制显示的消息，每行一条</translation>
    </message>
    <message>
        <source>Copy this message, its steps and its relatives as JSON</source>
        <translation>将此消息、其经过及相关消息复制为 JSON</translation>
    </message>
    <message>
        <source>Copy this message, its steps and its relatives as text</source>
        <translation>将此消息、其经过及相关消息复制为文本</translation>
    </message>
    <message>
        <source>Copy this page as JSON</source>
        <translation>将此页复制为 JSON</translation>
    </message>
    <message>
        <source>Copy this page as plain text</source>
        <translation>将此页复制为纯文本</translation>
    </message>
    <message>
        <source>Copy what the check found as text, without passwords</source>
        <translation>将检测结果复制为文本，不含密码</translation>
    </message>
    <message>
        <source>Counters since watching began</source>
        <translation>开始观察以来的计数器</translation>
    </message>
    <message>
        <source>Counters since watching began at {time}</source>
        <translation>自 {time} 开始观察以来的计数器</translation>
    </message>
    <message>
        <source>Counts begin with watching. What was delivered earlier and acked since counts as acked alone: at most what the consumer&apos;s prefetch allows.</source>
        <translation>计数从开始观察时算起。更早投递、此后才确认的消息只计入确认：最多为消费者预取所允许的数量。</translation>
    </message>
    <message>
        <source>Crash loop</source>
        <translation>循环崩溃</translation>
    </message>
    <message>
        <source>Cut off</source>
        <translation>断开</translation>
    </message>
    <message>
        <source>Dead-letters to</source>
        <translation>死信去向</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Delete profile</source>
        <translation>删除连接配置</translation>
    </message>
    <message>
        <source>Delete the profile</source>
        <translation>删除连接配置</translation>
    </message>
    <message>
        <source>Delete the profile &apos;{name}&apos;?</source>
        <translation>删除连接配置“{name}”？</translation>
    </message>
    <message>
        <source>Deliveries of messages that were delivered before.</source>
        <translation>此前已投递过的消息的再次投递。</translation>
    </message>
    <message>
        <source>Deliveries that consumers acknowledged.</source>
        <translation>消费者已确认的投递。</translation>
    </message>
    <message>
        <source>Demo: a usual day. The menu Demo causes trouble.</source>
        <translation>演示：平常的一天。可在“演示”菜单中制造问题。</translation>
    </message>
    <message>
        <source>Demo: {titles}</source>
        <translation>演示：{titles}</translation>
    </message>
    <message>
        <source>Depths</source>
        <translation>深度</translation>
    </message>
    <message>
        <source>Describe in &amp;words…</source>
        <translation>用文字描述(&amp;W)…</translation>
    </message>
    <message>
        <source>Describe the present state</source>
        <translation>描述当前情况</translation>
    </message>
    <message>
        <source>Details of what you select appear here.</source>
        <translation>这里显示所选对象的详细信息。</translation>
    </message>
    <message>
        <source>Do not start the demo (Esc)</source>
        <translation>不启动演示 (Esc)</translation>
    </message>
    <message>
        <source>Double click renames it, a drag moves it (Ctrl+Shift+Left, Ctrl+Shift+Right)</source>
        <translation>双击可重命名，拖动可移动（Ctrl+Shift+Left、Ctrl+Shift+Right）</translation>
    </message>
    <message>
        <source>Drag to move this panel, to an edge of the window or onto another one</source>
        <translation>拖动可移动此面板：移到窗口边缘或另一个面板上</translation>
    </message>
    <message>
        <source>Drawing (*.svg)</source>
        <translation>矢量图 (*.svg)</translation>
    </message>
    <message>
        <source>Drop here
for a new chart</source>
        <translation>拖放到此处
新建图表</translation>
    </message>
    <message>
        <source>Duplicate the profile</source>
        <translation>复制连接配置</translation>
    </message>
    <message>
        <source>EXCHANGE</source>
        <translation>交换机</translation>
    </message>
    <message>
        <source>EXCHANGES</source>
        <translation>交换机</translation>
    </message>
    <message>
        <source>Edit the profile</source>
        <translation>编辑连接配置</translation>
    </message>
    <message>
        <source>End Flowscope</source>
        <translation>退出 Flowscope</translation>
    </message>
    <message>
        <source>End the firehose now and put everything back</source>
        <translation>立即结束 firehose，并恢复一切</translation>
    </message>
    <message>
        <source>Every service whose queue takes it handles it like any other.</source>
        <translation>队列接收到它的每个服务都会像处理其他消息一样处理它。</translation>
    </message>
    <message>
        <source>Everything in vhost {vhost}</source>
        <translation>虚拟主机 {vhost} 中的一切</translation>
    </message>
    <message>
        <source>Everything is hidden</source>
        <translation>所有内容均已隐藏</translation>
    </message>
    <message>
        <source>Exchange</source>
        <translation>交换机</translation>
    </message>
    <message>
        <source>Exchange or queue to tap</source>
        <translation>要旁听的交换机或队列</translation>
    </message>
    <message>
        <source>Exchanges</source>
        <translation>交换机</translation>
    </message>
    <message>
        <source>Exchanges and queues called shop.* are declared, and fourteen clients publish and consume there.</source>
        <translation>将声明名为 shop.* 的交换机和队列，十四个客户端在那里发布和消费。</translation>
    </message>
    <message>
        <source>Export the chart</source>
        <translation>导出图表</translation>
    </message>
    <message>
        <source>Export the chart as &amp;CSV…</source>
        <translation>将图表导出为 CSV(&amp;C)…</translation>
    </message>
    <message>
        <source>Export the chart as a &amp;picture…</source>
        <translation>将图表导出为图片(&amp;P)…</translation>
    </message>
    <message>
        <source>Expression</source>
        <translation>表达式</translation>
    </message>
    <message>
        <source>Fed by</source>
        <translation>消息来自</translation>
    </message>
    <message>
        <source>File…</source>
        <translation>文件…</translation>
    </message>
    <message>
        <source>Fill the form with the selected message, else the newest (Enter or double click)</source>
        <translation>用选中的消息填写表单，未选中时用最新一条（Enter 或双击）</translation>
    </message>
    <message>
        <source>Fill the form with this message</source>
        <translation>用这条消息填写表单</translation>
    </message>
    <message>
        <source>Filter the topology log</source>
        <translation>筛选拓扑日志</translation>
    </message>
    <message>
        <source>Filter: a name, consumer, vanished …</source>
        <translation>筛选：名称、消费者、消失 …</translation>
    </message>
    <message>
        <source>Fin&amp;d…</source>
        <translation>查找(&amp;D)…</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>Find a command, service, exchange, queue, connection or profile by a few letters</source>
        <translation>输入几个字母即可找到命令、服务、交换机、队列、连接或连接配置</translation>
    </message>
    <message>
        <source>Find in the flow</source>
        <translation>在流图中查找</translation>
    </message>
    <message>
        <source>Find or hide things in the flow</source>
        <translation>在流图中查找或隐藏对象</translation>
    </message>
    <message>
        <source>Find, or change what is shown</source>
        <translation>查找，或更改显示内容</translation>
    </message>
    <message>
        <source>Firehose</source>
        <translation>Firehose</translation>
    </message>
    <message>
        <source>Firehose ended</source>
        <translation>Firehose 已结束</translation>
    </message>
    <message>
        <source>Firehose lost the broker, {left}</source>
        <translation>Firehose 与 broker 断开，{left}</translation>
    </message>
    <message>
        <source>Firehose not possible</source>
        <translation>Firehose 不可用</translation>
    </message>
    <message>
        <source>Firehose off</source>
        <translation>Firehose 已关闭</translation>
    </message>
    <message>
        <source>Firehose on: {heard}, {left}</source>
        <translation>Firehose 已开启：{heard}，{left}</translation>
    </message>
    <message>
        <source>Firehose: asking the broker …</source>
        <translation>Firehose：正在询问 broker…</translation>
    </message>
    <message>
        <source>Firehose: putting everything back …</source>
        <translation>Firehose：正在恢复一切…</translation>
    </message>
    <message>
        <source>Fit the whole graph (F)</source>
        <translation>显示整个流图 (F)</translation>
    </message>
    <message>
        <source>Flood</source>
        <translation>流量洪峰</translation>
    </message>
    <message>
        <source>Flow graph</source>
        <translation>流图</translation>
    </message>
    <message>
        <source>Flow of messages</source>
        <translation>消息流图</translation>
    </message>
    <message>
        <source>Flow of {where} at {time}</source>
        <translation>{where} 的流图，{time}</translation>
    </message>
    <message>
        <source>Flowscope connects again to the same broker, with the same layout and selection; charts and lists begin from now.</source>
        <translation>Flowscope 会重新连接到同一 broker，布局和所选保持不变；图表和列表从现在开始。</translation>
    </message>
    <message>
        <source>Flowscope could not read what the broker said ({kind}: {fault})</source>
        <translation>Flowscope 无法读取 broker 的应答（{kind}：{fault}）</translation>
    </message>
    <message>
        <source>Flowscope looked at {where}</source>
        <translation>Flowscope 检查了 {where}</translation>
    </message>
    <message>
        <source>Flowscope switched tracing of vhost &apos;{vhost}&apos; on at {time} and was killed: any command or window that watches this broker puts it back</source>
        <translation>Flowscope 于 {time} 开启了虚拟主机 &apos;{vhost}&apos; 的追踪，随后被终止：任何观察此 broker 的命令或窗口都会将其恢复</translation>
    </message>
    <message>
        <source>Flowscope will use this language from its next start.</source>
        <translation>Flowscope 将在下次启动时使用这种语言。</translation>
    </message>
    <message>
        <source>Flowscope&apos;s own</source>
        <translation>Flowscope 自己的</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>跟随最新</translation>
    </message>
    <message>
        <source>Follow live data again (End)</source>
        <translation>重新跟随实时数据 (End)</translation>
    </message>
    <message>
        <source>Follow the &amp;system</source>
        <translation>跟随系统(&amp;S)</translation>
    </message>
    <message>
        <source>Follow the theme of the desktop</source>
        <translation>跟随桌面的主题</translation>
    </message>
    <message>
        <source>For</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>For a while the broker gives Flowscope a copy of what passes: every publish with the queues that got it, and every delivery. It shows no acks.</source>
        <translation>在一段时间内，broker 会将经过的消息副本交给 Flowscope：每次发布及收到它的队列，以及每次投递。不显示确认。</translation>
    </message>
    <message>
        <source>For an issue or a message</source>
        <translation>可粘贴到 issue 或聊天消息中</translation>
    </message>
    <message>
        <source>For how long</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>Forget the messages received</source>
        <translation>清除收到的消息</translation>
    </message>
    <message>
        <source>Forget the messages that were received</source>
        <translation>清除已收到的消息</translation>
    </message>
    <message>
        <source>Form of the body</source>
        <translation>消息体形式</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式化</translation>
    </message>
    <message>
        <source>Forward (Alt+Right)</source>
        <translation>前进 (Alt+Right)</translation>
    </message>
    <message>
        <source>Freeze</source>
        <translation>冻结</translation>
    </message>
    <message>
        <source>Freeze the curves; nothing is lost meanwhile</source>
        <translation>冻结曲线；其间不会丢失任何数据</translation>
    </message>
    <message>
        <source>Freeze the picture to look at it (Space); nothing is lost</source>
        <translation>冻结画面以便查看 (Space)；不会丢失任何内容</translation>
    </message>
    <message>
        <source>Freeze the picture; recording goes on (Space)</source>
        <translation>冻结画面；记录照常进行 (Space)</translation>
    </message>
    <message>
        <source>From a delivery to the consumer&apos;s ack, nack or reject</source>
        <translation>从投递到消费者确认、否定确认或拒绝</translation>
    </message>
    <message>
        <source>From a publish to the broker&apos;s confirm or nack</source>
        <translation>从发布到 broker 的发布确认或否定确认</translation>
    </message>
    <message>
        <source>From a publish to the first delivery of the message: how long it waited in the queue; known of messages that have an id</source>
        <translation>从发布到消息首次投递：在队列中等待的时间；仅限带 ID 的消息</translation>
    </message>
    <message>
        <source>Frozen since {time}</source>
        <translation>自 {time} 起冻结</translation>
    </message>
    <message>
        <source>Further hosts of the same cluster, separated by commas, are tried in this order when the first does not answer</source>
        <translation>同一集群的其他主机，用逗号分隔；第一个没有应答时按此顺序尝试</translation>
    </message>
    <message>
        <source>Gives {what}.</source>
        <translation>提供{what}。</translation>
    </message>
    <message>
        <source>Go to the flow</source>
        <translation>转到流图</translation>
    </message>
    <message>
        <source>Go to the panel {panel}</source>
        <translation>转到{panel}面板</translation>
    </message>
    <message>
        <source>HOST:PORT such as 127.0.0.1:5673, not {typed!r}</source>
        <translation>应为 HOST:PORT，例如 127.0.0.1:5673，而不是 {typed!r}</translation>
    </message>
    <message>
        <source>HTTP APIs</source>
        <translation>HTTP 接口</translation>
    </message>
    <message>
        <source>Half (p50) and 99 of 100 (p99) of the last minute took at most so long: to be confirmed on publish edges, to wait on route edges, to be acked on deliver edges</source>
        <translation>最近一分钟内半数 (p50) 和 99% (p99) 的消息耗时不超过此值：发布连线为等待发布确认，路由连线为排队等待，投递连线为等待确认</translation>
    </message>
    <message>
        <source>Half are settled within {half}, 99 of 100 within {most}.</source>
        <translation>半数在 {half} 内处理完毕，99% 在 {most} 内处理完毕。</translation>
    </message>
    <message>
        <source>Half of the messages took at most so long.</source>
        <translation>半数消息的耗时不超过此值。</translation>
    </message>
    <message>
        <source>Header</source>
        <translation>标题栏</translation>
    </message>
    <message>
        <source>Header name</source>
        <translation>消息头名称</translation>
    </message>
    <message>
        <source>Header type</source>
        <translation>消息头类型</translation>
    </message>
    <message>
        <source>Header value</source>
        <translation>消息头的值</translation>
    </message>
    <message>
        <source>Headers</source>
        <translation>消息头</translation>
    </message>
    <message>
        <source>Hear every publish and delivery for a while; it costs the broker much</source>
        <translation>在一段时间内监听每次发布和投递；对 broker 开销很大</translation>
    </message>
    <message>
        <source>Held while you point at it; nothing is lost</source>
        <translation>指针停在此处时列表保持不动；不会丢失任何内容</translation>
    </message>
    <message>
        <source>Hex</source>
        <translation>十六进制</translation>
    </message>
    <message>
        <source>Hidden: {expression}</source>
        <translation>已隐藏：{expression}</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>隐藏</translation>
    </message>
    <message>
        <source>Hide what matches</source>
        <translation>隐藏符合的对象</translation>
    </message>
    <message>
        <source>Hide what no message passed in the last minute</source>
        <translation>不显示最近一分钟没有消息经过的对象</translation>
    </message>
    <message>
        <source>Hide {panel}</source>
        <translation>隐藏{panel}</translation>
    </message>
    <message>
        <source>Highest rate first</source>
        <translation>速率高的优先</translation>
    </message>
    <message>
        <source>Histogram</source>
        <translation>直方图</translation>
    </message>
    <message>
        <source>Hold the scale of the values; unlocked it follows them (Y)</source>
        <translation>固定数值刻度；解锁后随数值变化 (Y)</translation>
    </message>
    <message>
        <source>Holds {held:,} of the {limit:,} that its prefetch allows, together with the other consumers of its channel.</source>
        <translation>与同一信道的其他消费者一共持有 {held:,} 条，预取上限为 {limit:,} 条。</translation>
    </message>
    <message>
        <source>Holds {held:,} of the {limit:,} that its prefetch allows.</source>
        <translation>持有 {held:,} 条，预取上限为 {limit:,} 条。</translation>
    </message>
    <message>
        <source>Holds {held:,}; its prefetch has no limit.</source>
        <translation>持有 {held:,} 条；预取没有上限。</translation>
    </message>
    <message>
        <source>Holds {held:,}; its prefetch is unknown, it began before we watched.</source>
        <translation>持有 {held:,} 条；预取未知，它在开始观察之前就已启动。</translation>
    </message>
    <message>
        <source>Hosts</source>
        <translation>主机</translation>
    </message>
    <message>
        <source>How do I connect to a broker, and with which rights?</source>
        <translation>如何连接到 broker，需要哪些权限？</translation>
    </message>
    <message>
        <source>How do I find things in a big system?</source>
        <translation>如何在大型系统中查找？</translation>
    </message>
    <message>
        <source>How do I show only services, or save a picture?</source>
        <translation>如何只显示服务，或保存图片？</translation>
    </message>
    <message>
        <source>How do I watch single messages?</source>
        <translation>如何观察单条消息？</translation>
    </message>
    <message>
        <source>How fast it answers</source>
        <translation>它多快作出回复</translation>
    </message>
    <message>
        <source>How fast it is answered</source>
        <translation>它多快得到回复</translation>
    </message>
    <message>
        <source>How long messages take is seen only through the proxy or the firehose.
Let services connect through the proxy (Ctrl+Shift+L), which sees all of it; the firehose (Ctrl+L) tells only how long messages wait.</source>
        <translation>只有通过代理或 firehose 才能看到消息的耗时。
让服务通过代理连接 (Ctrl+Shift+L)，即可看到全部耗时；firehose (Ctrl+L) 只能看到消息等待了多久。</translation>
    </message>
    <message>
        <source>How long messages take: until confirmed, delivered, acked</source>
        <translation>消息的耗时：到发布确认、到投递、到确认</translation>
    </message>
    <message>
        <source>How many a second</source>
        <translation>每秒发送条数</translation>
    </message>
    <message>
        <source>How many messages pass, and how many are in queues</source>
        <translation>有多少消息通过，队列中有多少消息</translation>
    </message>
    <message>
        <source>How many messages. {variables}</source>
        <translation>消息条数。{variables}</translation>
    </message>
    <message>
        <source>How much of what leaves the source takes this way now, in per cent</source>
        <translation>当前从来源流出的消息中经由此路的百分比</translation>
    </message>
    <message>
        <source>How often it is asked</source>
        <translation>查询频率</translation>
    </message>
    <message>
        <source>How often the broker is really asked:</source>
        <translation>实际询问 broker 的频率：</translation>
    </message>
    <message>
        <source>How the body is typed; changing it changes no byte</source>
        <translation>消息体的输入形式；切换形式不会改变任何字节</translation>
    </message>
    <message>
        <source>Identity</source>
        <translation>身份</translation>
    </message>
    <message>
        <source>Idle</source>
        <translation>空闲</translation>
    </message>
    <message>
        <source>Idle things are hidden</source>
        <translation>空闲对象已隐藏</translation>
    </message>
    <message>
        <source>If no queue gets it, the broker returns it (312 NO_ROUTE).</source>
        <translation>如果没有队列会收到它，broker 将其退回 (312 NO_ROUTE)。</translation>
    </message>
    <message>
        <source>Import the URL in the clipboard</source>
        <translation>导入剪贴板中的 URL</translation>
    </message>
    <message>
        <source>In a routing key * and # are words like any other: only binding keys have wildcards.</source>
        <translation>路由键中的 * 和 # 只是普通的词：只有绑定键有通配符。</translation>
    </message>
    <message>
        <source>In body and routing key these are filled in for each message:</source>
        <translation>消息体和路由键中的以下变量会为每条消息填充：</translation>
    </message>
    <message>
        <source>In the broker URL of your services, replace {address} with</source>
        <translation>在各服务的 broker URL 中，将 {address} 替换为</translation>
    </message>
    <message>
        <source>In this vhost</source>
        <translation>此虚拟主机中</translation>
    </message>
    <message>
        <source>Indent the JSON; no value changes</source>
        <translation>缩进 JSON；不改变任何值</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>检查器</translation>
    </message>
    <message>
        <source>It consumes from no queue.</source>
        <translation>它没有从任何队列消费。</translation>
    </message>
    <message>
        <source>It has no ids that could tell what it came from and what it caused.</source>
        <translation>它没有任何 id，无法得知其起因和引发的消息。</translation>
    </message>
    <message>
        <source>It has no message id: what it was before this delivery cannot be told.</source>
        <translation>没有消息 ID：无法得知此次投递之前的经历。</translation>
    </message>
    <message>
        <source>It is mandatory: the broker returns it (312 NO_ROUTE), then confirms it.</source>
        <translation>消息设置了 mandatory：broker 将其退回 (312 NO_ROUTE)，然后发布确认。</translation>
    </message>
    <message>
        <source>It is not known to publish anything.</source>
        <translation>就目前所知，它没有发布过消息。</translation>
    </message>
    <message>
        <source>It is not mandatory: the broker confirms it and drops it, and no publisher would notice.</source>
        <translation>消息没有设置 mandatory：broker 发布确认后将其丢弃，发布者不会察觉。</translation>
    </message>
    <message>
        <source>It is tried again and again; Ctrl+O connects elsewhere.</source>
        <translation>正在不断重试；按 Ctrl+O 可连接到其他 broker。</translation>
    </message>
    <message>
        <source>It was not published, or nobody can tell: the broker never confirmed it.</source>
        <translation>消息没有发布，或无从得知：broker 从未确认。</translation>
    </message>
    <message>
        <source>Its header {header} says that {id} caused it, which was not seen.</source>
        <translation>消息头 {header} 表明它由 {id} 引发，但没有观察到该消息。</translation>
    </message>
    <message>
        <source>Keep a chart of the selection, whatever is chosen</source>
        <translation>保留所选对象的图表，不随选择变化</translation>
    </message>
    <message>
        <source>Keep passwords in this computer&apos;s &amp;keyring</source>
        <translation>将密码保存在本机密钥环(&amp;K)</translation>
    </message>
    <message>
        <source>Keep passwords in this computer&apos;s keyring</source>
        <translation>将密码保存在本机密钥环</translation>
    </message>
    <message>
        <source>Keep the newest message in view (End)</source>
        <translation>始终显示最新消息 (End)</translation>
    </message>
    <message>
        <source>Keep this chart beside those of what is selected (Ctrl+Shift+N)</source>
        <translation>将此图表固定在所选内容的图表旁 (Ctrl+Shift+N)</translation>
    </message>
    <message>
        <source>Key of the client certificate</source>
        <translation>客户端证书的密钥</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Keys that are bound or were seen (Down)</source>
        <translation>已绑定或见过的键 (↓)</translation>
    </message>
    <message>
        <source>L&amp;anguage</source>
        <translation>语言(&amp;A)</translation>
    </message>
    <message>
        <source>Labels of edges: {choice}</source>
        <translation>连线标签：{choice}</translation>
    </message>
    <message>
        <source>Lanes of messages</source>
        <translation>消息泳道</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Legend of the lanes</source>
        <translation>泳道图例</translation>
    </message>
    <message>
        <source>Let a service connect to {address} instead of to the broker. Its messages appear here as soon as the first one passes.</source>
        <translation>让服务连接到 {address}，而不是直接连接 broker。第一条消息通过后，就会显示在这里。</translation>
    </message>
    <message>
        <source>Let go to make room: properties and bodies are kept of the newest {size}.</source>
        <translation>已为新消息让位：只保留最近 {size} 的属性和消息体。</translation>
    </message>
    <message>
        <source>Let services connect through Flowscope, which sees every ack</source>
        <translation>让服务经由 Flowscope 连接，从而看到每个确认</translation>
    </message>
    <message>
        <source>Life</source>
        <translation>经过</translation>
    </message>
    <message>
        <source>Life of a message</source>
        <translation>消息的经历</translation>
    </message>
    <message>
        <source>Listen on</source>
        <translation>监听地址</translation>
    </message>
    <message>
        <source>Listen to</source>
        <translation>监听</translation>
    </message>
    <message>
        <source>Listen to the firehose</source>
        <translation>监听 firehose</translation>
    </message>
    <message>
        <source>Listen…</source>
        <translation>监听…</translation>
    </message>
    <message>
        <source>Lock scale</source>
        <translation>锁定刻度</translation>
    </message>
    <message>
        <source>Log &amp;only the selection</source>
        <translation>日志仅显示所选(&amp;O)</translation>
    </message>
    <message>
        <source>Looking ahead failed: {error!r}</source>
        <translation>预测去向失败：{error!r}</translation>
    </message>
    <message>
        <source>Looking how {target} is bound …</source>
        <translation>正在查看{target}的绑定…</translation>
    </message>
    <message>
        <source>Mail waits for ever on its mail server: it holds its prefetch, acks nothing, and shop.mail fills up.</source>
        <translation>mail 一直在等待邮件服务器：它占满预取，不作确认，shop.mail 不断积压。</translation>
    </message>
    <message>
        <source>Mana&amp;gement password</source>
        <translation>管理 API 密码(&amp;G)</translation>
    </message>
    <message>
        <source>Mark what matches; Enter goes from one to the next</source>
        <translation>标出符合的对象；按 Enter 逐个跳转</translation>
    </message>
    <message>
        <source>Matches</source>
        <translation>匹配结果</translation>
    </message>
    <message>
        <source>Memory alarm</source>
        <translation>内存告警</translation>
    </message>
    <message>
        <source>Message to publish</source>
        <translation>要发布的消息</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Messages appear here as soon as the first one passes.</source>
        <translation>第一条消息通过后，就会显示在这里。</translation>
    </message>
    <message>
        <source>Messages appear here as they pass.</source>
        <translation>消息经过时会显示在这里。</translation>
    </message>
    <message>
        <source>Messages are seen elsewhere, but none of what is selected. The proxy sees only services that connect to it. Select nothing to see the whole vhost.</source>
        <translation>其他地方能看到消息，但所选内容没有。代理只能看到通过它连接的服务。取消选择可查看整个虚拟主机。</translation>
    </message>
    <message>
        <source>Messages handed to consumers, with or without ack, pushed or fetched by get.</source>
        <translation>交给消费者的消息：无论是否需要确认，无论推送还是拉取。</translation>
    </message>
    <message>
        <source>Messages in the queue that wait for a consumer.</source>
        <translation>队列中等待消费者的消息。</translation>
    </message>
    <message>
        <source>Messages move to the right as they age, and turn red; hollow: redelivered.
{fates}</source>
        <translation>消息随等待时间右移并变红；空心：重新投递。
{fates}</translation>
    </message>
    <message>
        <source>Messages per second</source>
        <translation>每秒消息数</translation>
    </message>
    <message>
        <source>Messages per second over 5 seconds, up to 60 where few pass, 1 where very many do; charts tell each second</source>
        <translation>每秒消息数：取 5 秒内的平均，消息少时最长取 60 秒，极多时取 1 秒；图表逐秒显示</translation>
    </message>
    <message>
        <source>Messages since watching began</source>
        <translation>开始观察以来的消息数</translation>
    </message>
    <message>
        <source>Messages that an exchange put into a queue or passed on to another exchange.</source>
        <translation>交换机放入队列或转给另一个交换机的消息。</translation>
    </message>
    <message>
        <source>Messages that left a queue for its dead-letter exchange.</source>
        <translation>离开队列、转往其死信交换机的消息。</translation>
    </message>
    <message>
        <source>Messages that services published.</source>
        <translation>服务发布的消息。</translation>
    </message>
    <message>
        <source>Messages that were delivered and are not acknowledged yet.</source>
        <translation>已投递但尚未确认的消息。</translation>
    </message>
    <message>
        <source>Most ready first</source>
        <translation>就绪多的优先</translation>
    </message>
    <message>
        <source>Most redelivered first</source>
        <translation>重新投递多的优先</translation>
    </message>
    <message>
        <source>Most unacked first</source>
        <translation>未确认多的优先</translation>
    </message>
    <message>
        <source>Move to the &amp;bottom</source>
        <translation>移到底部(&amp;B)</translation>
    </message>
    <message>
        <source>Move to the &amp;left</source>
        <translation>移到左侧(&amp;L)</translation>
    </message>
    <message>
        <source>Move to the &amp;right</source>
        <translation>移到右侧(&amp;R)</translation>
    </message>
    <message>
        <source>NOT verified</source>
        <translation>未验证</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Name in the broker&apos;s certificate</source>
        <translation>broker 证书中的名称</translation>
    </message>
    <message>
        <source>Name of the chart</source>
        <translation>图表名称</translation>
    </message>
    <message>
        <source>Navigator</source>
        <translation>导航器</translation>
    </message>
    <message>
        <source>Neither proxy nor firehose is on: this is what was seen until {time}, and nothing is seen any more.</source>
        <translation>代理和 firehose 都未开启：这是截至 {time} 看到的内容，此后不再看到任何消息。</translation>
    </message>
    <message>
        <source>Neither user nor password: the broker takes the user&apos;s name from the client certificate. It needs the plugin rabbitmq_auth_mechanism_ssl</source>
        <translation>不需要用户和密码：broker 从客户端证书中取得用户名。需要插件 rabbitmq_auth_mechanism_ssl</translation>
    </message>
    <message>
        <source>New profile</source>
        <translation>新建连接配置</translation>
    </message>
    <message>
        <source>Newest changes</source>
        <translation>最近变更</translation>
    </message>
    <message>
        <source>Next la&amp;bels</source>
        <translation>下一种标签(&amp;B)</translation>
    </message>
    <message>
        <source>Next match (Enter)</source>
        <translation>下一个匹配（Enter）</translation>
    </message>
    <message>
        <source>No binding leads here, only the default exchange reaches it by its name.</source>
        <translation>没有绑定指向这里，只有默认交换机能凭名称到达。</translation>
    </message>
    <message>
        <source>No connected service is seen to publish what these consumers get: whoever does may be gone by now, or connect only for a moment.</source>
        <translation>没有看到任何已连接的服务发布这些消费者收到的消息：发布者可能已经离开，或者只短暂连接。</translation>
    </message>
    <message>
        <source>No connection is open.</source>
        <translation>没有打开的连接。</translation>
    </message>
    <message>
        <source>No consumer: messages stay until one comes.</source>
        <translation>没有消费者：消息会一直留到有消费者为止。</translation>
    </message>
    <message>
        <source>No exchange or queue here is called &apos;{name}&apos;.</source>
        <translation>这里没有名为“{name}”的交换机或队列。</translation>
    </message>
    <message>
        <source>No file chosen</source>
        <translation>未选择文件</translation>
    </message>
    <message>
        <source>No headers</source>
        <translation>没有消息头</translation>
    </message>
    <message>
        <source>No keyring here: it is not kept</source>
        <translation>本机没有密钥环：不会保存</translation>
    </message>
    <message>
        <source>No keyring was found on this computer, so the password is not kept.</source>
        <translation>此计算机上没有找到密钥环，因此不保存密码。</translation>
    </message>
    <message>
        <source>No message was seen both published and delivered here in this hour.
Publisher and consumer have to use the proxy, or the firehose has to be on; and messages need a message id.</source>
        <translation>这一小时内，此处没有消息被同时看到发布和投递。
发布者和消费者都要通过代理连接，或者开启 firehose；而且消息需要带消息 ID。</translation>
    </message>
    <message>
        <source>No messages wait here. Show rates instead.</source>
        <translation>此处没有等待的消息。可改为显示速率。</translation>
    </message>
    <message>
        <source>No other message that was seen names it, and it names none.</source>
        <translation>观察到的消息中没有与它相互引用的。</translation>
    </message>
    <message>
        <source>No page has these words.</source>
        <translation>没有页面包含这些词。</translation>
    </message>
    <message>
        <source>No publisher is known here.</source>
        <translation>尚不知道有谁向这里发布。</translation>
    </message>
    <message>
        <source>No queue took it.</source>
        <translation>没有队列接收它。</translation>
    </message>
    <message>
        <source>No queue took it. It was mandatory, so the broker gave it back.</source>
        <translation>没有队列接收。消息设置了 mandatory，因此 broker 将其退回。</translation>
    </message>
    <message>
        <source>No queue took it: {why}.</source>
        <translation>没有队列接收它：{why}。</translation>
    </message>
    <message>
        <source>No reading is new enough to tell.</source>
        <translation>没有足够新的读数。</translation>
    </message>
    <message>
        <source>No service is seen to publish there</source>
        <translation>没有看到服务向那里发布</translation>
    </message>
    <message>
        <source>No single message is seen yet</source>
        <translation>尚未看到任何单条消息</translation>
    </message>
    <message>
        <source>No single message was seen: the firehose or the proxy shows them.</source>
        <translation>没有看到单条消息：firehose 或代理可以显示。</translation>
    </message>
    <message>
        <source>No source tells it.</source>
        <translation>没有任何数据源提供此值。</translation>
    </message>
    <message>
        <source>No topology was read yet</source>
        <translation>尚未读取拓扑</translation>
    </message>
    <message>
        <source>No traffic is known yet. Rates appear once messages pass, from the second reading of the counters on.</source>
        <translation>尚无流量数据。有消息经过后，从第二次读取计数器起显示速率。</translation>
    </message>
    <message>
        <source>No value (V)</source>
        <translation>无值 (V)</translation>
    </message>
    <message>
        <source>No {what} was seen here in this hour. Only the proxy sees it: let the consumers connect through it; one with auto ack never answers.</source>
        <translation>这一小时内此处没有看到“{what}”。只有代理能看到：请让消费者通过它连接；自动确认的消费者不会应答。</translation>
    </message>
    <message>
        <source>No {what} was seen here in this hour. Only the proxy sees it: let the publishers connect through it, with confirms on.</source>
        <translation>这一小时内此处没有看到“{what}”。只有代理能看到：请让发布者通过它连接，并开启发布确认。</translation>
    </message>
    <message>
        <source>Nobody else gets it</source>
        <translation>没有其他队列会收到</translation>
    </message>
    <message>
        <source>Nobody gets it</source>
        <translation>没有队列会收到</translation>
    </message>
    <message>
        <source>None of {n:,} changes has all these words. Esc clears the field.</source>
        <translation>{n:,} 项变更中没有一项包含所有这些词。按 Esc 清空。</translation>
    </message>
    <message>
        <source>None of {n:,} changes is of {what} and has all these words.</source>
        <translation>{n:,} 项变更中没有一项既属于{what}又包含所有这些词。</translation>
    </message>
    <message>
        <source>None that can be seen from here.</source>
        <translation>从这里看不到任何问题。</translation>
    </message>
    <message>
        <source>Not JSON: {trouble}</source>
        <translation>不是 JSON：{trouble}</translation>
    </message>
    <message>
        <source>Not UTF-8: bytes that are not text are written \xNN. {note}</source>
        <translation>不是 UTF-8：非文本字节写作 \xNN。{note}</translation>
    </message>
    <message>
        <source>Not base64: {why}</source>
        <translation>不是 base64：{why}</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>未连接</translation>
    </message>
    <message>
        <source>Not hex: every byte has two digits, and one is missing</source>
        <translation>不是十六进制：每个字节有两位数字，缺少一位</translation>
    </message>
    <message>
        <source>Not hex: line {line}, column {column}: &apos;{letter}&apos; is not one of 0 to 9 and a to f</source>
        <translation>不是十六进制：第 {line} 行第 {column} 列：&apos;{letter}&apos; 不属于 0–9 和 a–f</translation>
    </message>
    <message>
        <source>Not known</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Not known yet</source>
        <translation>尚未知晓</translation>
    </message>
    <message>
        <source>Not known yet.</source>
        <translation>尚未知晓。</translation>
    </message>
    <message>
        <source>Not now: {why}</source>
        <translation>现在不可用：{why}</translation>
    </message>
    <message>
        <source>Not possible now</source>
        <translation>现在不可用</translation>
    </message>
    <message>
        <source>Nothing can be timed here. Select a service, an exchange, a queue or another edge.</source>
        <translation>此处无法计时。请选择服务、交换机、队列或另一条连线。</translation>
    </message>
    <message>
        <source>Nothing can be watched like this. Change what is wrong above and try again.</source>
        <translation>这样无法观察任何内容。请更正上面的错误后重试。</translation>
    </message>
    <message>
        <source>Nothing changed yet. Exchanges, queues, bindings, connections and consumers that come or go are listed here.</source>
        <translation>尚无变化。出现或消失的交换机、队列、绑定、连接和消费者会列在这里。</translation>
    </message>
    <message>
        <source>Nothing changes on its broker.</source>
        <translation>broker 上不会有任何改变。</translation>
    </message>
    <message>
        <source>Nothing has changed at {what} since watching began. Let go of “Only the selection” to see all {n:,} changes.</source>
        <translation>自开始观察以来{what}没有变更。取消“仅所选”可查看全部 {n:,} 项变更。</translation>
    </message>
    <message>
        <source>Nothing has changed since watching began.</source>
        <translation>开始观察以来没有任何变更。</translation>
    </message>
    <message>
        <source>Nothing has passed yet</source>
        <translation>尚无消息通过</translation>
    </message>
    <message>
        <source>Nothing is bound yet: the tap follows as soon as there is a binding.</source>
        <translation>尚无绑定：一旦出现绑定，旁听便会跟上。</translation>
    </message>
    <message>
        <source>Nothing is bound: what is published here goes nowhere.</source>
        <translation>没有任何绑定：发布到这里的消息无处可去。</translation>
    </message>
    <message>
        <source>Nothing is polled yet.</source>
        <translation>尚未查询任何内容。</translation>
    </message>
    <message>
        <source>Nothing is published: the broker closes the channel.</source>
        <translation>什么都不会发布：broker 会关闭信道。</translation>
    </message>
    <message>
        <source>Nothing is received yet. Start the tap to see copies of the messages as they pass.</source>
        <translation>尚未收到消息。启动旁听即可看到经过的消息的副本。</translation>
    </message>
    <message>
        <source>Nothing is selected.</source>
        <translation>未选择任何内容。</translation>
    </message>
    <message>
        <source>Nothing is taken from anybody, and it is gone with the tap.</source>
        <translation>不会取走任何人的消息，旁听结束后它随之消失。</translation>
    </message>
    <message>
        <source>Nothing is waiting for an answer</source>
        <translation>没有等待应答的消息</translation>
    </message>
    <message>
        <source>Nothing matches.
Press Esc in the field above to show all again.</source>
        <translation>没有符合条件的内容。
在上方输入框中按 Esc 可重新显示全部。</translation>
    </message>
    <message>
        <source>Nothing matches. Fewer letters find more.</source>
        <translation>没有符合的结果。减少字母可找到更多。</translation>
    </message>
    <message>
        <source>Nothing of it is lost: it is kept beside the new file when you save a profile</source>
        <translation>内容不会丢失：保存连接配置时，它会保留在新文件旁边</translation>
    </message>
    <message>
        <source>Nothing of this was seen</source>
        <translation>所选内容没有可见的消息</translation>
    </message>
    <message>
        <source>Nothing passes here: no service, binding or consumer is connected to it.</source>
        <translation>此处没有消息通过：没有与之相连的服务、绑定或消费者。</translation>
    </message>
    <message>
        <source>Nothing published yet</source>
        <translation>尚未发布消息</translation>
    </message>
    <message>
        <source>Nothing that is counted passes here.</source>
        <translation>此处没有可计数的消息通过。</translation>
    </message>
    <message>
        <source>Nothing that was published fits the filter</source>
        <translation>已发布的消息中没有符合筛选条件的</translation>
    </message>
    <message>
        <source>Nothing to show yet</source>
        <translation>暂无内容可显示</translation>
    </message>
    <message>
        <source>Nothing was sent: a field above needs another value.</source>
        <translation>没有发送：上面有字段的值需要更改。</translation>
    </message>
    <message>
        <source>Nothing was sent: {why}.</source>
        <translation>没有发送：{why}。</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>Number of messages</source>
        <translation>消息条数</translation>
    </message>
    <message>
        <source>Oldest first</source>
        <translation>时间最长的在前</translation>
    </message>
    <message>
        <source>One by one, by the proxy or the firehose since they listen, or as Flowscope publishes itself: only what passes there, so that counters may tell of more.</source>
        <translation>由代理或 firehose 自监听起逐条看到，或由 Flowscope 自己发布：只包括经过那里的消息，因此计数器给出的可能更多。</translation>
    </message>
    <message>
        <source>One of {n:,} queues gets it</source>
        <translation>{n:,} 个队列之一会收到</translation>
    </message>
    <message>
        <source>Only a tap of Flowscope gets it.</source>
        <translation>只有 Flowscope 的旁听会收到。</translation>
    </message>
    <message>
        <source>Only by what services publish.</source>
        <translation>只来自服务的发布。</translation>
    </message>
    <message>
        <source>Only lines and dots</source>
        <translation>只显示线和点</translation>
    </message>
    <message>
        <source>Only the beginning is shown; the body has {size}.</source>
        <translation>只显示开头部分；消息体共 {size}。</translation>
    </message>
    <message>
        <source>Only the beginning of this body was kept: the form is incomplete.</source>
        <translation>只保留了此消息体的开头：表单不完整。</translation>
    </message>
    <message>
        <source>Only the first {size} were kept.</source>
        <translation>只保留了前 {size}。</translation>
    </message>
    <message>
        <source>Only the selection</source>
        <translation>仅所选</translation>
    </message>
    <message>
        <source>Only where the user of AMQP may not ask the management API: one with the tag monitoring</source>
        <translation>仅当 AMQP 用户无权访问管理 API 时填写：带有 monitoring 标签的用户</translation>
    </message>
    <message>
        <source>Open anew</source>
        <translation>重新打开</translation>
    </message>
    <message>
        <source>Open the window anew in this language?</source>
        <translation>以该语言重新打开窗口？</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>排序</translation>
    </message>
    <message>
        <source>Order of the rows</source>
        <translation>行的排序方式</translation>
    </message>
    <message>
        <source>Order of the rows; the number at the right goes with it</source>
        <translation>行的排序方式；右侧的数字随之变化</translation>
    </message>
    <message>
        <source>Orders cannot read one message and requeues it: shop.orders delivers the same one again many times a second, for ever.</source>
        <translation>orders 读不懂一条消息并将其重新入队：shop.orders 每秒多次重新投递同一条消息，永不停止。</translation>
    </message>
    <message>
        <source>Other &amp;panels</source>
        <translation>其他面板(&amp;P)</translation>
    </message>
    <message>
        <source>Outcome in full</source>
        <translation>完整结果</translation>
    </message>
    <message>
        <source>Ov&amp;erview</source>
        <translation>缩略图(&amp;E)</translation>
    </message>
    <message>
        <source>Over one second; rates at edges are over 5, or up to 60 where few messages pass.</source>
        <translation>取 1 秒；连线上的速率取 5 秒，消息少时最长取 60 秒。</translation>
    </message>
    <message>
        <source>Overview of the whole flow</source>
        <translation>整个流图的概览</translation>
    </message>
    <message>
        <source>P&amp;rometheus</source>
        <translation>P&amp;rometheus</translation>
    </message>
    <message>
        <source>PEM files (*.pem *.crt *.cer *.key)</source>
        <translation>PEM 文件 (*.pem *.crt *.cer *.key)</translation>
    </message>
    <message>
        <source>PUBLISH</source>
        <translation>发布端</translation>
    </message>
    <message>
        <source>PUBLISHING SERVICES</source>
        <translation>发布端服务</translation>
    </message>
    <message>
        <source>Pa&amp;use charts</source>
        <translation>暂停图表(&amp;U)</translation>
    </message>
    <message>
        <source>Page of the guide</source>
        <translation>指南页面</translation>
    </message>
    <message>
        <source>Pass on to</source>
        <translation>转发到</translation>
    </message>
    <message>
        <source>Pass&amp;word</source>
        <translation>密码(&amp;W)</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>Password of the management API</source>
        <translation>管理 API 的密码</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Paused {age}, recording goes on</source>
        <translation>已暂停 {age}，仍在记录</translation>
    </message>
    <message>
        <source>Paused, recording goes on</source>
        <translation>已暂停，仍在记录</translation>
    </message>
    <message>
        <source>Perhaps 1 queue gets it</source>
        <translation>可能有 1 个队列会收到</translation>
    </message>
    <message>
        <source>Perhaps {n:,} queues get it</source>
        <translation>可能有 {n:,} 个队列会收到</translation>
    </message>
    <message>
        <source>Pi&amp;n a chart of this</source>
        <translation>固定此图表(&amp;N)</translation>
    </message>
    <message>
        <source>Picture (*.png)</source>
        <translation>图片 (*.png)</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>固定</translation>
    </message>
    <message>
        <source>Pin this chart</source>
        <translation>固定此图表</translation>
    </message>
    <message>
        <source>Pinned chart of {what}</source>
        <translation>{what} 的固定图表</translation>
    </message>
    <message>
        <source>Pinned charts</source>
        <translation>固定的图表</translation>
    </message>
    <message>
        <source>Poison message</source>
        <translation>毒消息</translation>
    </message>
    <message>
        <source>Presets</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>Previous match (Shift+Enter)</source>
        <translation>上一个匹配（Shift+Enter）</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Problems first</source>
        <translation>问题优先</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>连接配置</translation>
    </message>
    <message>
        <source>Profile {name}</source>
        <translation>连接配置 {name}</translation>
    </message>
    <message>
        <source>Profiles</source>
        <translation>连接配置</translation>
    </message>
    <message>
        <source>Prome&amp;theus</source>
        <translation>Prome&amp;theus</translation>
    </message>
    <message>
        <source>Properties</source>
        <translation>属性</translation>
    </message>
    <message>
        <source>Properties ({n:,})</source>
        <translation>属性 ({n:,})</translation>
    </message>
    <message>
        <source>Properties and body of this message were not kept: they were not seen, or too much came at once.</source>
        <translation>未保留此消息的属性和消息体：没有观察到，或同时到来的太多。</translation>
    </message>
    <message>
        <source>Properties and headers</source>
        <translation>属性和消息头</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>代理</translation>
    </message>
    <message>
        <source>Proxy broke down</source>
        <translation>代理发生故障</translation>
    </message>
    <message>
        <source>Proxy ended</source>
        <translation>代理已结束</translation>
    </message>
    <message>
        <source>Proxy not possible</source>
        <translation>代理不可用</translation>
    </message>
    <message>
        <source>Proxy off</source>
        <translation>代理已关闭</translation>
    </message>
    <message>
        <source>Proxy on {address}: {clients}</source>
        <translation>代理位于 {address}：{clients}</translation>
    </message>
    <message>
        <source>Proxy: ending …</source>
        <translation>代理：正在结束…</translation>
    </message>
    <message>
        <source>Proxy: starting on {address} …</source>
        <translation>代理：正在 {address} 上启动…</translation>
    </message>
    <message>
        <source>Publish</source>
        <translation>发布</translation>
    </message>
    <message>
        <source>Publish &amp;here…</source>
        <translation>发布到此处(&amp;H)…</translation>
    </message>
    <message>
        <source>Publish 1 message</source>
        <translation>发布 1 条消息</translation>
    </message>
    <message>
        <source>Publish a test event</source>
        <translation>发布测试事件</translation>
    </message>
    <message>
        <source>Publish to the selected exchange</source>
        <translation>发布到所选交换机</translation>
    </message>
    <message>
        <source>Publish {n:,} messages</source>
        <translation>发布 {n:,} 条消息</translation>
    </message>
    <message>
        <source>Published by</source>
        <translation>发布者</translation>
    </message>
    <message>
        <source>Published messages</source>
        <translation>已发布的消息</translation>
    </message>
    <message>
        <source>Published, the newest first</source>
        <translation>已发布，最新的在前</translation>
    </message>
    <message>
        <source>Published: on top what no queue took, then the newest</source>
        <translation>已发布：最上面是没有队列接收的，其后是最新的</translation>
    </message>
    <message>
        <source>Publishes that the broker confirmed to the publisher.</source>
        <translation>broker 已向发布者确认的发布。</translation>
    </message>
    <message>
        <source>Publishes to</source>
        <translation>发布到</translation>
    </message>
    <message>
        <source>Put every panel (dock) back where it was in a new window</source>
        <translation>将每个面板（停靠窗口）放回新窗口中的位置</translation>
    </message>
    <message>
        <source>Put the selected node back where the layout wants it</source>
        <translation>让所选节点回到布局中的位置</translation>
    </message>
    <message>
        <source>Put {panel} back into the window</source>
        <translation>将{panel}放回窗口</translation>
    </message>
    <message>
        <source>QUEUE</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>QUEUES</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>Queues</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>Queues with a backlog</source>
        <translation>有积压的队列</translation>
    </message>
    <message>
        <source>Queues without consumers</source>
        <translation>没有消费者的队列</translation>
    </message>
    <message>
        <source>RabbitMQ 4 takes 16 MiB unless max_message_size is set higher. A larger body is refused: 406 PRECONDITION_FAILED, and the channel closes.</source>
        <translation>除非调高 max_message_size，RabbitMQ 4 最多接受 16 MiB。更大的消息体会被拒绝：406 PRECONDITION_FAILED，信道随之关闭。</translation>
    </message>
    <message>
        <source>RabbitMQ 4 takes 16 MiB, RabbitMQ 3 128 MiB, unless max_message_size is set higher. A larger body is refused: 406 PRECONDITION_FAILED, and the channel closes.</source>
        <translation>除非调高 max_message_size，RabbitMQ 4 最多接受 16 MiB，RabbitMQ 3 最多接受 128 MiB。更大的消息体会被拒绝：406 PRECONDITION_FAILED，信道随之关闭。</translation>
    </message>
    <message>
        <source>RabbitMQ counts no nacks or rejects, so this is worked out for each channel over {time}: messages delivered or fetched, minus those acked, minus those still unacked; the broker reports unacked only every few seconds, hence a range and not one number</source>
        <translation>RabbitMQ 不统计否定确认和拒绝，因此按每个信道在 {time}内的数据推算：投递和拉取的消息，减去已确认的，再减去仍未确认的；broker 每几秒才报告一次未确认数，因此是一个区间而不是单个数字</translation>
    </message>
    <message>
        <source>RabbitMQ counts no nacks, rejects and requeues: they are seen where the service connects through Flowscope&apos;s proxy</source>
        <translation>RabbitMQ 不统计否定确认、拒绝和重新入队：服务经由 Flowscope 的代理连接时才能看到</translation>
    </message>
    <message>
        <source>RabbitMQ does not count this passage: it attributes messages to the exchange that they were published to, and counts nothing for dead letters and alternate exchanges per edge</source>
        <translation>RabbitMQ 不统计此段：它将消息计在发布到的交换机上，死信和备用交换机也不按连线计数</translation>
    </message>
    <message>
        <source>RabbitMQ ends the connection over NaN and infinite numbers</source>
        <translation>RabbitMQ 会因 NaN 和无穷大断开连接</translation>
    </message>
    <message>
        <source>RabbitMQ ends the connection over such a number</source>
        <translation>RabbitMQ 会因这样的数字断开连接</translation>
    </message>
    <message>
        <source>RabbitMQ has one counter of dead letters for all {type} queues of a node, in whatever vhost. Other queues with a dead-letter exchange share it: {names}</source>
        <translation>RabbitMQ 对一个节点上的所有 {type} 队列只有一个死信计数器，不分虚拟主机。共用它的还有其他设有死信交换机的队列：{names}</translation>
    </message>
    <message>
        <source>RabbitMQ has one counter of dead letters for all {type} queues of a node, in whatever vhost: another one that had a dead-letter exchange shared it with this one</source>
        <translation>RabbitMQ 对一个节点上的所有 {type} 队列只有一个死信计数器，不分虚拟主机：另一个曾设有死信交换机的队列与它共用过</translation>
    </message>
    <message>
        <source>RabbitMQ {version}, node {node}</source>
        <translation>RabbitMQ {version}，节点 {node}</translation>
    </message>
    <message>
        <source>RabbitMQ&apos;s counter {name}</source>
        <translation>RabbitMQ 的计数器 {name}</translation>
    </message>
    <message>
        <source>Rates</source>
        <translation>速率</translation>
    </message>
    <message>
        <source>Rates and depths appear here.</source>
        <translation>这里显示速率和深度。</translation>
    </message>
    <message>
        <source>Read how things are done and found out</source>
        <translation>阅读如何操作和查明问题</translation>
    </message>
    <message>
        <source>Read just now; {detail}</source>
        <translation>刚刚读取；{detail}</translation>
    </message>
    <message>
        <source>Read {age} ago; {detail}</source>
        <translation>{age}前读取；{detail}</translation>
    </message>
    <message>
        <source>Reading {file} …</source>
        <translation>正在读取 {file}…</translation>
    </message>
    <message>
        <source>Receive copies of what passes the selected exchange or queue</source>
        <translation>接收经过所选交换机或队列的消息副本</translation>
    </message>
    <message>
        <source>Redelivered</source>
        <translation>重新投递</translation>
    </message>
    <message>
        <source>Release all dragged nodes and lay the graph out again</source>
        <translation>释放所有拖动过的节点，并重新布局</translation>
    </message>
    <message>
        <source>Remove this header</source>
        <translation>移除此消息头</translation>
    </message>
    <message>
        <source>Reports that came faster than this window could take them in. When it is not 0, numbers are lower bounds.</source>
        <translation>到达速度超过本窗口处理能力的报告。不为 0 时，数字为下限。</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Returned or dropped</source>
        <translation>被退回或被丢弃</translation>
    </message>
    <message>
        <source>Rewrite it every two seconds</source>
        <translation>每两秒重新生成一次</translation>
    </message>
    <message>
        <source>Route: {words}</source>
        <translation>路由：{words}</translation>
    </message>
    <message>
        <source>Routes to</source>
        <translation>路由到</translation>
    </message>
    <message>
        <source>Routing key</source>
        <translation>路由键</translation>
    </message>
    <message>
        <source>Routing keys that were published</source>
        <translation>发布时使用的路由键</translation>
    </message>
    <message>
        <source>Run the demo</source>
        <translation>运行演示</translation>
    </message>
    <message>
        <source>Sa&amp;ve picture…</source>
        <translation>保存图片(&amp;V)…</translation>
    </message>
    <message>
        <source>Save as a profile…</source>
        <translation>保存为连接配置…</translation>
    </message>
    <message>
        <source>Save elsewhere…</source>
        <translation>保存到别处…</translation>
    </message>
    <message>
        <source>Save picture</source>
        <translation>保存图片</translation>
    </message>
    <message>
        <source>Save the charts as a PNG picture</source>
        <translation>将图表保存为 PNG 图片</translation>
    </message>
    <message>
        <source>Save the numbers that the charts show</source>
        <translation>保存图表显示的数值</translation>
    </message>
    <message>
        <source>Scale locked</source>
        <translation>刻度已锁定</translation>
    </message>
    <message>
        <source>Scale locked; up to {value}</source>
        <translation>刻度已锁定；最高 {value}</translation>
    </message>
    <message>
        <source>Search (Ctrl+F)</source>
        <translation>搜索 (Ctrl+F)</translation>
    </message>
    <message>
        <source>Search commands, services, exchanges, queues, connections, ids of messages</source>
        <translation>搜索命令、服务、交换机、队列、连接、消息 id</translation>
    </message>
    <message>
        <source>Search services, exchanges, queues and connections</source>
        <translation>搜索服务、交换机、队列和连接</translation>
    </message>
    <message>
        <source>Search the guide</source>
        <translation>搜索指南</translation>
    </message>
    <message>
        <source>Search: name, ready &gt; 100 …</source>
        <translation>搜索：名称、ready &gt; 100 …</translation>
    </message>
    <message>
        <source>Seconds since 1970 (T)</source>
        <translation>自 1970 年起的秒数 (T)</translation>
    </message>
    <message>
        <source>See every frame through a pro&amp;xy…</source>
        <translation>通过代理查看每条消息(&amp;X)…</translation>
    </message>
    <message>
        <source>See every frame through a proxy</source>
        <translation>通过代理查看每条消息</translation>
    </message>
    <message>
        <source>Seen by the firehose: deliveries only. It has no acks, so what becomes of the messages and who still holds some is not known here. The proxy sees that.</source>
        <translation>通过 firehose 只能看到投递。它不含确认，因此无法得知消息的结局以及谁还持有消息。代理可以看到。</translation>
    </message>
    <message>
        <source>Seen by the firehose: what is published, and which queues take it. It has no confirms.</source>
        <translation>由 firehose 看到：发布了什么、哪些队列接收。它没有发布确认。</translation>
    </message>
    <message>
        <source>Select an exchange first</source>
        <translation>请先选择一个交换机</translation>
    </message>
    <message>
        <source>Select an exchange or a queue first</source>
        <translation>请先选择一个交换机或队列</translation>
    </message>
    <message>
        <source>Select an exchange, a queue or a service in the flow to hear less.</source>
        <translation>在流图中选择一个交换机、队列或服务，可缩小监听范围。</translation>
    </message>
    <message>
        <source>Select {what}</source>
        <translation>选中：{what}</translation>
    </message>
    <message>
        <source>Select: {what}</source>
        <translation>选中：{what}</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>再次发送</translation>
    </message>
    <message>
        <source>Send the selected message, else the newest, once more</source>
        <translation>再次发送选中的消息，未选中时发送最新一条</translation>
    </message>
    <message>
        <source>Server n&amp;ame</source>
        <translation>服务器名称(&amp;A)</translation>
    </message>
    <message>
        <source>Services</source>
        <translation>服务</translation>
    </message>
    <message>
        <source>Services are connected</source>
        <translation>有服务已连接</translation>
    </message>
    <message>
        <source>Services are connected through the proxy on {address}, which ends now. They see what they see when a broker goes away.</source>
        <translation>有服务经由 {address} 上的代理连接，代理即将结束。对它们来说，就像 broker 消失一样。</translation>
    </message>
    <message>
        <source>Services connect through Flowscope, which sees every ack.</source>
        <translation>服务经由 Flowscope 连接，从而看到每个确认。</translation>
    </message>
    <message>
        <source>Services connect to Flowscope instead of to the broker, and every publish, confirm, return, delivery, ack, nack and reject is seen. Every byte is passed on as it is; no password, body or header is kept.</source>
        <translation>服务连接到 Flowscope 而不是 broker，由此可看到每次发布、发布确认、退回、投递、确认、否定确认和拒绝。每个字节都原样转发；不保留密码、消息体或消息头。</translation>
    </message>
    <message>
        <source>Services, exchanges, queues and
connections appear here.</source>
        <translation>服务、交换机、队列和连接
会显示在这里。</translation>
    </message>
    <message>
        <source>Services, exchanges, queues and connections</source>
        <translation>服务、交换机、队列和连接</translation>
    </message>
    <message>
        <source>Setting up the tap …</source>
        <translation>正在建立旁听…</translation>
    </message>
    <message>
        <source>Several publishes carry this id: these may be the steps of more than one.</source>
        <translation>有多次发布带有此 ID：这些可能是不止一条消息的经历。</translation>
    </message>
    <message>
        <source>Shipping takes four seconds for each message: shop.shipping fills up although it is acked.</source>
        <translation>shipping 处理每条消息需要四秒：shop.shipping 虽有确认，仍不断积压。</translation>
    </message>
    <message>
        <source>Show &amp;all</source>
        <translation>全部显示(&amp;A)</translation>
    </message>
    <message>
        <source>Show &amp;depths</source>
        <translation>显示深度(&amp;D)</translation>
    </message>
    <message>
        <source>Show &amp;rates</source>
        <translation>显示速率(&amp;R)</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>全部显示</translation>
    </message>
    <message>
        <source>Show all (Ctrl+Shift+A) brings it back.</source>
        <translation>“全部显示” (Ctrl+Shift+A) 可恢复。</translation>
    </message>
    <message>
        <source>Show all keys, menu by menu</source>
        <translation>按菜单显示所有快捷键</translation>
    </message>
    <message>
        <source>Show all that is hidden (Ctrl+Shift+A)</source>
        <translation>显示所有隐藏的对象（Ctrl+Shift+A）</translation>
    </message>
    <message>
        <source>Show depths</source>
        <translation>显示深度</translation>
    </message>
    <message>
        <source>Show everything that is hidden</source>
        <translation>显示所有隐藏的对象</translation>
    </message>
    <message>
        <source>Show in the form</source>
        <translation>在表单中显示</translation>
    </message>
    <message>
        <source>Show in the topology log only what concerns the selection</source>
        <translation>拓扑日志中只显示与所选有关的变更</translation>
    </message>
    <message>
        <source>Show it in the topology log</source>
        <translation>在拓扑日志中显示</translation>
    </message>
    <message>
        <source>Show less, larger</source>
        <translation>显示更少、更大</translation>
    </message>
    <message>
        <source>Show more, smaller</source>
        <translation>显示更多、更小</translation>
    </message>
    <message>
        <source>Show only</source>
        <translation>只显示</translation>
    </message>
    <message>
        <source>Show only lines with all these words: names, kinds, what happened, times</source>
        <translation>只显示包含所有这些词的行：名称、类型、发生了什么、时间</translation>
    </message>
    <message>
        <source>Show only messages whose routing key or message id contains this; * stands for anything (Esc: all again)</source>
        <translation>只显示路由键或消息 ID 包含此内容的消息；* 代表任意内容（Esc：重新显示全部）</translation>
    </message>
    <message>
        <source>Show only messages with this routing key or message id</source>
        <translation>只显示具有此路由键或消息 ID 的消息</translation>
    </message>
    <message>
        <source>Show only the changes that have some words</source>
        <translation>只显示包含某些词的变更</translation>
    </message>
    <message>
        <source>Show only what matches and the edges in between</source>
        <translation>只显示符合的对象及其间的连线</translation>
    </message>
    <message>
        <source>Show only which service causes work for which</source>
        <translation>只显示哪个服务给哪个服务带来工作</translation>
    </message>
    <message>
        <source>Show rates</source>
        <translation>显示速率</translation>
    </message>
    <message>
        <source>Show the last {range}</source>
        <translation>显示最近 {range}</translation>
    </message>
    <message>
        <source>Show the life of this message in the acknowledgements</source>
        <translation>在确认视图中显示此消息的经历</translation>
    </message>
    <message>
        <source>Show the times from {what}</source>
        <translation>显示耗时：{what}</translation>
    </message>
    <message>
        <source>Show the whole flow</source>
        <translation>显示整个流图</translation>
    </message>
    <message>
        <source>Show the whole range again (double click in a plot)</source>
        <translation>重新显示整个范围（在图中双击）</translation>
    </message>
    <message>
        <source>Show this message in the publish form</source>
        <translation>在发布表单中显示这条消息</translation>
    </message>
    <message>
        <source>Show what matches and everything it is connected with</source>
        <translation>显示符合的对象及与其相连的一切</translation>
    </message>
    <message>
        <source>Show with neighbours</source>
        <translation>连同相邻显示</translation>
    </message>
    <message>
        <source>Show {panel} and go to it; hide it when the keyboard is there</source>
        <translation>显示并转到{panel}；键盘焦点已在其中时则隐藏</translation>
    </message>
    <message>
        <source>Show {panel} in a window of its own</source>
        <translation>在独立窗口中显示{panel}</translation>
    </message>
    <message>
        <source>Shown only: {expression}</source>
        <translation>只显示：{expression}</translation>
    </message>
    <message>
        <source>Shown with neighbours: {expression}</source>
        <translation>连同相邻显示：{expression}</translation>
    </message>
    <message>
        <source>Single messages</source>
        <translation>单条消息</translation>
    </message>
    <message>
        <source>Slow consumer</source>
        <translation>慢消费者</translation>
    </message>
    <message>
        <source>Some things cannot be seen on this broker. Watching works without them.</source>
        <translation>此 broker 上有些内容看不到，但不影响观察。</translation>
    </message>
    <message>
        <source>Something did not end as it should: {error}</source>
        <translation>未能正常结束：{error}</translation>
    </message>
    <message>
        <source>Something went wrong inside Flowscope ({error}). Watching goes on; the details are on standard error.</source>
        <translation>Flowscope 内部出错（{error}）。观察继续进行；详细信息见标准错误输出。</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>启动</translation>
    </message>
    <message>
        <source>Start tap</source>
        <translation>启动旁听</translation>
    </message>
    <message>
        <source>Start the tap</source>
        <translation>开始旁听</translation>
    </message>
    <message>
        <source>Starting …</source>
        <translation>正在启动…</translation>
    </message>
    <message>
        <source>Start…</source>
        <translation>启动…</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>保持</translation>
    </message>
    <message>
        <source>Stock dies with the first message after every start: shop.stock is delivered again and again and never acked.</source>
        <translation>stock 每次启动后遇到第一条消息就崩溃：shop.stock 的消息反复投递，从未确认。</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop &amp;listening</source>
        <translation>停止监听(&amp;L)</translation>
    </message>
    <message>
        <source>Stop tap</source>
        <translation>停止旁听</translation>
    </message>
    <message>
        <source>Stop the firehose</source>
        <translation>停止 firehose</translation>
    </message>
    <message>
        <source>Stop watching this broker</source>
        <translation>停止观察此 broker</translation>
    </message>
    <message>
        <source>Stuck consumer</source>
        <translation>卡住的消费者</translation>
    </message>
    <message>
        <source>Switch the firehose on</source>
        <translation>开启 firehose</translation>
    </message>
    <message>
        <source>Switch to the next theme</source>
        <translation>切换到下一个主题</translation>
    </message>
    <message>
        <source>T&amp;otals</source>
        <translation>总数(&amp;O)</translation>
    </message>
    <message>
        <source>TLS with {at} failed: {said}</source>
        <translation>与 {at} 的 TLS 失败：{said}</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>表格 (*.csv)</translation>
    </message>
    <message>
        <source>Take any free port</source>
        <translation>使用任意空闲端口</translation>
    </message>
    <message>
        <source>Taken from {name}.</source>
        <translation>取自 {name}。</translation>
    </message>
    <message>
        <source>Takes effect at once, or at the next start</source>
        <translation>立即或下次启动时生效</translation>
    </message>
    <message>
        <source>Ten times the customers come at once: every line gets wide, and the backlog gathers at the payments.</source>
        <translation>顾客一下子增加到十倍：每条连线都变粗，积压集中在 payments。</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>The acknowledgements of single messages appear here.</source>
        <translation>这里显示单条消息的确认。</translation>
    </message>
    <message>
        <source>The body of a message that was sent before</source>
        <translation>先前发送的消息的消息体</translation>
    </message>
    <message>
        <source>The body of the event</source>
        <translation>事件的消息体</translation>
    </message>
    <message>
        <source>The broker confirms it once every queue has it.</source>
        <translation>所有队列都收到后，broker 发布确认。</translation>
    </message>
    <message>
        <source>The broker confirms it once the chosen queue has it.</source>
        <translation>选中的队列收到后，broker 发布确认。</translation>
    </message>
    <message>
        <source>The broker confirms it; if no queue gets it, it is dropped without a word.</source>
        <translation>broker 会发布确认；如果没有队列会收到它，它会被悄悄丢弃。</translation>
    </message>
    <message>
        <source>The broker copies publishes and deliveries for a while. It shows no acks.</source>
        <translation>broker 在一段时间内复制发布和投递。不显示确认。</translation>
    </message>
    <message>
        <source>The broker counts all messages; the counts begin when watching does, whether or not single messages are seen.</source>
        <translation>broker 对所有消息计数；计数从开始观察时算起，与是否看到单条消息无关。</translation>
    </message>
    <message>
        <source>The broker counts these messages, but does not tell through which connection they went: it may be one service or several.</source>
        <translation>broker 会统计这些消息，但不说明它们经由哪个连接：可能是一个服务，也可能是多个。</translation>
    </message>
    <message>
        <source>The broker did not say since when</source>
        <translation>broker 没有说明起始时间</translation>
    </message>
    <message>
        <source>The broker dropped more copies.</source>
        <translation>broker 还丢弃了更多副本。</translation>
    </message>
    <message>
        <source>The broker got it and refused to be responsible for it.</source>
        <translation>broker 收到了消息，但拒绝为其负责。</translation>
    </message>
    <message>
        <source>The broker is short of memory and takes no publishes: whoever publishes is blocked, and nothing moves until it is over.</source>
        <translation>broker 内存不足，不接受发布：发布者全部被阻塞，结束之前一切停滞。</translation>
    </message>
    <message>
        <source>The broker refuses it</source>
        <translation>broker 会拒绝它</translation>
    </message>
    <message>
        <source>The broker restarts: every service loses its connection and comes back by itself.</source>
        <translation>broker 重启：每个服务都会断开连接，并自行恢复。</translation>
    </message>
    <message>
        <source>The broker returns the message when no queue takes it</source>
        <translation>没有队列接收时，broker 会退回消息</translation>
    </message>
    <message>
        <source>The broker took it and put it into at least one queue.</source>
        <translation>broker 已接收，并放入了至少一个队列。</translation>
    </message>
    <message>
        <source>The broker took it. It was not mandatory: there may have been no queue for it.</source>
        <translation>broker 已接收。消息没有设置 mandatory：可能没有队列接收它。</translation>
    </message>
    <message>
        <source>The certificate is the &amp;login (EXTERNAL)</source>
        <translation>以证书登录 (EXTERNAL)(&amp;L)</translation>
    </message>
    <message>
        <source>The check itself failed: {error!r}</source>
        <translation>检测本身失败：{error!r}</translation>
    </message>
    <message>
        <source>The check was stopped.</source>
        <translation>检测已停止。</translation>
    </message>
    <message>
        <source>The clipboard holds no URL that can be used: {why}</source>
        <translation>剪贴板中没有可用的 URL：{why}</translation>
    </message>
    <message>
        <source>The connection is lost</source>
        <translation>连接已断开</translation>
    </message>
    <message>
        <source>The demo did not start. {why}</source>
        <translation>演示未能启动。{why}</translation>
    </message>
    <message>
        <source>The demo is starting …</source>
        <translation>演示正在启动…</translation>
    </message>
    <message>
        <source>The demo runs already</source>
        <translation>演示已在运行</translation>
    </message>
    <message>
        <source>The details are on the clipboard, as JSON.</source>
        <translation>详情已作为 JSON 复制到剪贴板。</translation>
    </message>
    <message>
        <source>The details are on the clipboard, as text.</source>
        <translation>详情已作为文本复制到剪贴板。</translation>
    </message>
    <message>
        <source>The firehose listens already: keys show as messages come.</source>
        <translation>firehose 已在监听：消息到来时会显示路由键。</translation>
    </message>
    <message>
        <source>The firehose would switch tracing on</source>
        <translation>firehose 会开启追踪</translation>
    </message>
    <message>
        <source>The flow in words</source>
        <translation>流图的文字描述</translation>
    </message>
    <message>
        <source>The flow of this broker cannot be seen yet</source>
        <translation>暂时看不到此 broker 的流图</translation>
    </message>
    <message>
        <source>The guide is not part of this installation.</source>
        <translation>此安装不包含指南。</translation>
    </message>
    <message>
        <source>The keyring did not give the password: {why}</source>
        <translation>密钥环未给出密码：{why}</translation>
    </message>
    <message>
        <source>The keyring did not keep the password: {why}</source>
        <translation>密钥环未保存密码：{why}</translation>
    </message>
    <message>
        <source>The keyring still has the password: {why}</source>
        <translation>密码仍在密钥环中：{why}</translation>
    </message>
    <message>
        <source>The longest that a message took.</source>
        <translation>单条消息的最长耗时。</translation>
    </message>
    <message>
        <source>The numbers stand still while text is selected.</source>
        <translation>选中文本期间，数字保持不动。</translation>
    </message>
    <message>
        <source>The oldest {shown} of {total}</source>
        <translation>{total} 条中时间最长的 {shown} 条</translation>
    </message>
    <message>
        <source>The pages of the guide are in English.</source>
        <translation>指南正文为英文。</translation>
    </message>
    <message>
        <source>The password is in the keyring now.</source>
        <translation>密码已存入密钥环。</translation>
    </message>
    <message>
        <source>The picture could not be written to {name}.</source>
        <translation>无法将图片写入 {name}。</translation>
    </message>
    <message>
        <source>The picture is in {path}.</source>
        <translation>图片已保存到 {path}。</translation>
    </message>
    <message>
        <source>The picture is on the clipboard.</source>
        <translation>图片已复制到剪贴板。</translation>
    </message>
    <message>
        <source>The picture of {size} pixels written to {path}.</source>
        <translation>{size} 像素的图片已写入 {path}。</translation>
    </message>
    <message>
        <source>The proxy does not see what queues take</source>
        <translation>代理看不到队列接收了什么</translation>
    </message>
    <message>
        <source>The proxy listens, and no service is connected to it</source>
        <translation>代理正在监听，但没有服务连接到它</translation>
    </message>
    <message>
        <source>The report is in the clipboard. It holds no password.</source>
        <translation>报告已复制到剪贴板，其中不含密码。</translation>
    </message>
    <message>
        <source>The system says: {said}.</source>
        <translation>系统提示：{said}。</translation>
    </message>
    <message>
        <source>The tap has ended; its queue and bindings are gone from the broker.</source>
        <translation>旁听已结束；其队列和绑定已从 broker 上移除。</translation>
    </message>
    <message>
        <source>The whole flow as a picture (PNG) or a drawing (SVG)</source>
        <translation>将整个流图保存为图片（PNG）或矢量图（SVG）</translation>
    </message>
    <message>
        <source>The whole flow as a picture on the clipboard</source>
        <translation>将整个流图作为图片复制到剪贴板</translation>
    </message>
    <message>
        <source>Theme: {theme}</source>
        <translation>主题：{theme}</translation>
    </message>
    <message>
        <source>Then caused</source>
        <translation>随后引发</translation>
    </message>
    <message>
        <source>There are more of these than are told.</source>
        <translation>相关消息不止这些。</translation>
    </message>
    <message>
        <source>There are {n:,} pinned charts already: close one first.</source>
        <translation>已有 {n:,} 个固定的图表：请先关闭一个。</translation>
    </message>
    <message>
        <source>There is no folder {folder}. Choose another one.</source>
        <translation>文件夹 {folder} 不存在。请选择其他文件夹。</translation>
    </message>
    <message>
        <source>There is nothing to export: no line with values is shown.</source>
        <translation>没有可导出的内容：未显示任何有数值的曲线。</translation>
    </message>
    <message>
        <source>These bytes are not text (UTF-8): edit them as base64 or hex.</source>
        <translation>这些字节不是文本 (UTF-8)：可以用 Base64 或十六进制编辑。</translation>
    </message>
    <message>
        <source>This is no longer there. It is charted again when it is back.</source>
        <translation>此对象已不存在。恢复后会重新绘制。</translation>
    </message>
    <message>
        <source>This is no longer there. Select something else in the flow.</source>
        <translation>此对象已不存在。请在流图中选择其他内容。</translation>
    </message>
    <message>
        <source>This is not JSON: {trouble}</source>
        <translation>这不是 JSON：{trouble}</translation>
    </message>
    <message>
        <source>This vhost has no services,
exchanges or queues yet.</source>
        <translation>此虚拟主机尚无服务、
交换机或队列。</translation>
    </message>
    <message>
        <source>This vhost has no services, and nothing was published. Start a service, or publish a test event with Ctrl+P.</source>
        <translation>此虚拟主机没有服务，也没有发布过消息。启动一个服务，或用 Ctrl+P 发布测试事件。</translation>
    </message>
    <message>
        <source>This vhost has no services, and nothing was published. Start a service: this profile is read-only, so Flowscope publishes nothing here.</source>
        <translation>此虚拟主机没有服务，也没有发布过消息。请启动一个服务：此连接配置为只读，Flowscope 不会在此发布。</translation>
    </message>
    <message>
        <source>Through {queue}</source>
        <translation>经由 {queue}</translation>
    </message>
    <message>
        <source>Tid&amp;y</source>
        <translation>整理(&amp;Y)</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>耗时</translation>
    </message>
    <message>
        <source>To fix it: {mend}</source>
        <translation>解决办法：{mend}</translation>
    </message>
    <message>
        <source>Too large to indent. {note}</source>
        <translation>太大，无法缩进。{note}</translation>
    </message>
    <message>
        <source>Topology log</source>
        <translation>拓扑日志</translation>
    </message>
    <message>
        <source>Tracing of vhost &apos;{vhost}&apos; is switched on, and back afterwards.</source>
        <translation>将开启虚拟主机 &apos;{vhost}&apos; 的追踪，之后恢复原状。</translation>
    </message>
    <message>
        <source>Tracing of vhost {vhost} goes on for this long. Afterwards everything is put back as it was, also after a crash. It takes a user with the tag administrator.</source>
        <translation>虚拟主机 {vhost} 的追踪持续这么长时间。之后一切恢复原状，崩溃后也是如此。需要带 administrator 标签的用户。</translation>
    </message>
    <message>
        <source>Try the demo</source>
        <translation>试用演示</translation>
    </message>
    <message>
        <source>URL of the Prometheus endpoint</source>
        <translation>Prometheus 端点的 URL</translation>
    </message>
    <message>
        <source>URL of the management API</source>
        <translation>管理 API 的 URL</translation>
    </message>
    <message>
        <source>Unacked messages</source>
        <translation>未确认的消息</translation>
    </message>
    <message>
        <source>Unbound key</source>
        <translation>未绑定的路由键</translation>
    </message>
    <message>
        <source>Unroutable mandatory messages, returned to the publisher.</source>
        <translation>无法路由、被退回给发布者的 mandatory 消息。</translation>
    </message>
    <message>
        <source>Unroutable messages</source>
        <translation>无法路由的消息</translation>
    </message>
    <message>
        <source>Unroutable messages that the broker dropped.</source>
        <translation>无法路由、被 broker 丢弃的消息。</translation>
    </message>
    <message>
        <source>Unroutable since watching began</source>
        <translation>自开始观察以来无法路由</translation>
    </message>
    <message>
        <source>Unroutable since watching began at {time}</source>
        <translation>自 {time} 开始观察以来无法路由</translation>
    </message>
    <message>
        <source>Use the Prometheus endpoint</source>
        <translation>使用 Prometheus 端点</translation>
    </message>
    <message>
        <source>Use the management API</source>
        <translation>使用管理 API</translation>
    </message>
    <message>
        <source>User</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>User guide</source>
        <translation>用户指南</translation>
    </message>
    <message>
        <source>User guide: {page}</source>
        <translation>用户指南：{page}</translation>
    </message>
    <message>
        <source>User of the management API</source>
        <translation>管理 API 的用户</translation>
    </message>
    <message>
        <source>User, password and vhost stay as they are. Use amqp://, not amqps://: the way from the service to here is not encrypted. When the proxy ends, these connections end.</source>
        <translation>用户、密码和虚拟主机保持不变。使用 amqp:// 而不是 amqps://：从服务到这里的链路未加密。代理结束时，这些连接也会断开。</translation>
    </message>
    <message>
        <source>Vhost</source>
        <translation>虚拟主机</translation>
    </message>
    <message>
        <source>Warn &amp;no more</source>
        <translation>不再警告(&amp;N)</translation>
    </message>
    <message>
        <source>Warn above</source>
        <translation>超过时警告</translation>
    </message>
    <message>
        <source>Warn when {line} is above, in {unit}:</source>
        <translation>{line} 高于此值时警告，单位 {unit}：</translation>
    </message>
    <message>
        <source>Was my event routed, and to whom?</source>
        <translation>我的事件是否被路由，路由给了谁？</translation>
    </message>
    <message>
        <source>Watch a small shop on a broker inside Flowscope</source>
        <translation>观察运行在 Flowscope 内置 broker 上的小商店</translation>
    </message>
    <message>
        <source>Watch with what is available</source>
        <translation>以现有条件观察</translation>
    </message>
    <message>
        <source>Watching</source>
        <translation>正在观察</translation>
    </message>
    <message>
        <source>What became of it</source>
        <translation>发布结果</translation>
    </message>
    <message>
        <source>What can be observed</source>
        <translation>可观察的内容</translation>
    </message>
    <message>
        <source>What changed here</source>
        <translation>此处的变更</translation>
    </message>
    <message>
        <source>What changed in the topology</source>
        <translation>拓扑中的变化</translation>
    </message>
    <message>
        <source>What could not be read is kept in {file}</source>
        <translation>无法读取的内容保存在 {file}</translation>
    </message>
    <message>
        <source>What do you want to do, or where to go?</source>
        <translation>想做什么，或去哪里？</translation>
    </message>
    <message>
        <source>What edge labels show (L for the next)</source>
        <translation>连线标签显示的内容（按 L 切换）</translation>
    </message>
    <message>
        <source>What happened before is not kept any more, or was not seen.</source>
        <translation>此前的经历已不再保留，或未被看到。</translation>
    </message>
    <message>
        <source>What helps: {mend}</source>
        <translation>解决办法：{mend}</translation>
    </message>
    <message>
        <source>What is declared and who is connected, as the broker lists it.</source>
        <translation>broker 列出的声明与连接。</translation>
    </message>
    <message>
        <source>What is declared has not been read: that needs the management API.</source>
        <translation>尚未读取声明的内容：这需要管理 API。</translation>
    </message>
    <message>
        <source>What is there to see, and what can I try?</source>
        <translation>能看到什么，可以试什么？</translation>
    </message>
    <message>
        <source>What is wrong?</source>
        <translation>哪里出了问题？</translation>
    </message>
    <message>
        <source>What people look for most</source>
        <translation>最常用的查找</translation>
    </message>
    <message>
        <source>What the broker said</source>
        <translation>broker 的答复</translation>
    </message>
    <message>
        <source>What the inspector says, as JSON on the clipboard</source>
        <translation>将检查器的内容作为 JSON 复制到剪贴板</translation>
    </message>
    <message>
        <source>What the inspector says, as plain text on the clipboard</source>
        <translation>将检查器的内容作为纯文本复制到剪贴板</translation>
    </message>
    <message>
        <source>What the picture shows as text, also to copy</source>
        <translation>以文字形式给出图中内容，也可复制</translation>
    </message>
    <message>
        <source>What this is</source>
        <translation>这是什么</translation>
    </message>
    <message>
        <source>What to do with matches</source>
        <translation>如何处理符合的对象</translation>
    </message>
    <message>
        <source>What was sent</source>
        <translation>发送的内容</translation>
    </message>
    <message>
        <source>When did it begin, and what changed then?</source>
        <translation>何时开始，当时发生了什么变化？</translation>
    </message>
    <message>
        <source>Where is the system narrowest?</source>
        <translation>系统的瓶颈在哪里？</translation>
    </message>
    <message>
        <source>Where is time lost?</source>
        <translation>时间花在哪里？</translation>
    </message>
    <message>
        <source>Where it would go</source>
        <translation>预计去向</translation>
    </message>
    <message>
        <source>Where the numbers come from</source>
        <translation>数字的来源</translation>
    </message>
    <message>
        <source>Which system do you want to look at?</source>
        <translation>要观察哪个系统？</translation>
    </message>
    <message>
        <source>Who comes back after a restart of the broker?</source>
        <translation>broker 重启后谁会重新连接？</translation>
    </message>
    <message>
        <source>Who holds messages is unknown</source>
        <translation>消息由谁持有未知</translation>
    </message>
    <message>
        <source>Who holds which message, and who acks?</source>
        <translation>谁持有哪条消息，谁在确认？</translation>
    </message>
    <message>
        <source>Whole broker</source>
        <translation>整个 broker</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Why do connections come and go?</source>
        <translation>为什么连接时断时续？</translation>
    </message>
    <message>
        <source>Why do events vanish without an error?</source>
        <translation>为什么事件无报错地消失？</translation>
    </message>
    <message>
        <source>Why does a consumer do nothing, and its queue grow?</source>
        <translation>为什么消费者不工作而队列增长？</translation>
    </message>
    <message>
        <source>Why does a queue grow although everything is acked?</source>
        <translation>为什么全部已确认队列仍在增长？</translation>
    </message>
    <message>
        <source>Why is a message redelivered for ever?</source>
        <translation>为什么一条消息不断被重新投递？</translation>
    </message>
    <message>
        <source>Why may nobody publish?</source>
        <translation>为什么谁都不能发布？</translation>
    </message>
    <message>
        <source>Working with Flowscope</source>
        <translation>使用 Flowscope</translation>
    </message>
    <message>
        <source>Worth a look</source>
        <translation>值得留意</translation>
    </message>
    <message>
        <source>Write to production?</source>
        <translation>写入生产环境？</translation>
    </message>
    <message>
        <source>You have no right to write in {folder}. Choose another folder.</source>
        <translation>没有写入 {folder} 的权限。请选择其他文件夹。</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>放大(&amp;I)</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>缩小(&amp;O)</translation>
    </message>
    <message>
        <source>Zoom in (+)</source>
        <translation>放大 (+)</translation>
    </message>
    <message>
        <source>Zoom out (-)</source>
        <translation>缩小 (-)</translation>
    </message>
    <message>
        <source>Zoomed to {stretch}; reset</source>
        <translation>已缩放到 {stretch}；重置</translation>
    </message>
    <message>
        <source>`{field}` has no number: write {field}:name for its name</source>
        <translation>`{field}` 没有数值：按名称查找请写 {field}:名称</translation>
    </message>
    <message>
        <source>`{field}` is a number, not a rate: leave out /{span}</source>
        <translation>`{field}` 是数量而不是速率：请去掉 /{span}</translation>
    </message>
    <message>
        <source>`{field}` is so or not, it has no number</source>
        <translation>`{field}` 只有是或否，没有数值</translation>
    </message>
    <message>
        <source>`{said}` is nothing that can be compared: rate, ready, unacked, consumers … can</source>
        <translation>`{said}` 不能比较：可以比较的有 rate、ready、unacked、consumers …</translation>
    </message>
    <message>
        <source>a TCP connection to its port</source>
        <translation>与其端口的 TCP 连接</translation>
    </message>
    <message>
        <source>a binding came ({what})</source>
        <translation>新增绑定（{what}）</translation>
    </message>
    <message>
        <source>a binding of &apos;{name}&apos; with a decimal argument cannot be mirrored</source>
        <translation>&apos;{name}&apos; 有一个带小数参数的绑定，无法复制</translation>
    </message>
    <message>
        <source>a binding went ({what})</source>
        <translation>绑定被移除（{what}）</translation>
    </message>
    <message>
        <source>a broker of the demo&apos;s own runs at {where}; it ends with the demo, and so does everything on it</source>
        <translation>演示自带的 broker 运行在 {where}；它及其上的一切都随演示一起结束</translation>
    </message>
    <message>
        <source>a channel went away between two readings: the counts are a lower bound</source>
        <translation>两次读取之间有信道消失：计数只是下限</translation>
    </message>
    <message>
        <source>a consumer has {value} to acknowledge</source>
        <translation>消费者须在 {value} 内确认</translation>
    </message>
    <message>
        <source>a consumer left ({what})</source>
        <translation>消费者离开（{what}）</translation>
    </message>
    <message>
        <source>a direct exchange takes * and # to the letter</source>
        <translation>direct 交换机按字面对待 * 和 #</translation>
    </message>
    <message>
        <source>a header needs a name</source>
        <translation>消息头需要名称</translation>
    </message>
    <message>
        <source>a header {name}</source>
        <translation>消息头 {name}</translation>
    </message>
    <message>
        <source>a header&apos;s name</source>
        <translation>消息头的名称</translation>
    </message>
    <message>
        <source>a headers exchange ignores keys: the tap takes every message</source>
        <translation>headers 交换机忽略键：旁听会接收所有消息</translation>
    </message>
    <message>
        <source>a host of the AMQP URL cannot be read</source>
        <translation>AMQP URL 中有无法解析的主机</translation>
    </message>
    <message>
        <source>a host of the AMQP URL is empty; hosts are separated by single commas</source>
        <translation>AMQP URL 中有空的主机；主机之间用单个逗号分隔</translation>
    </message>
    <message>
        <source>a host of the broker</source>
        <translation>broker 的一台主机</translation>
    </message>
    <message>
        <source>a key belongs to a certificate: name its file, too</source>
        <translation>密钥属于某个证书：也要给出证书文件</translation>
    </message>
    <message>
        <source>a login</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>a message is delivered again at most {value:,} times</source>
        <translation>一条消息最多重新投递 {value:,} 次</translation>
    </message>
    <message>
        <source>a message that comes back more than {n:,} times {fate}</source>
        <translation>退回超过 {n:,} 次的消息{fate}</translation>
    </message>
    <message>
        <source>a message that waits for {time} {fate}</source>
        <translation>等待满 {time} 的消息{fate}</translation>
    </message>
    <message>
        <source>a message waits there for {age}</source>
        <translation>有消息已在其中等待 {age}</translation>
    </message>
    <message>
        <source>a name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>a name has at most {n} characters</source>
        <translation>名称最多 {n} 个字符</translation>
    </message>
    <message>
        <source>a name neither begins nor ends with a space, and has no line breaks</source>
        <translation>名称不能以空格开头或结尾，也不能含换行</translation>
    </message>
    <message>
        <source>a nameless exchange decides, in a way that is not known here</source>
        <translation>由未知类型的交换机决定，方式此处不知</translation>
    </message>
    <message>
        <source>a password has no place in a profile: the keyring keeps it</source>
        <translation>密码不放在连接配置中：由密钥环保存</translation>
    </message>
    <message>
        <source>a profile has a name</source>
        <translation>连接配置须有名称</translation>
    </message>
    <message>
        <source>a queue</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>a queue that was not seen</source>
        <translation>未看到的队列</translation>
    </message>
    <message>
        <source>a random UUID, another one in each place of its message</source>
        <translation>随机 UUID，消息中的每一处各不相同</translation>
    </message>
    <message>
        <source>a resource alarm is set</source>
        <translation>已触发资源告警</translation>
    </message>
    <message>
        <source>a rule of yours</source>
        <translation>自定义规则</translation>
    </message>
    <message>
        <source>a tap of {target} adds a private queue and bindings like those that exist: the broker makes one more copy of each message and counts it as routed, and the exchange is in use meanwhile</source>
        <translation>旁听{target} 会增加一个私有队列以及与现有绑定相同的绑定：broker 为每条消息多复制一份并计为已路由，其间该交换机处于使用中</translation>
    </message>
    <message>
        <source>a tap of {target} adds a private queue and bindings with the keys asked for: the broker makes one more copy of each message and counts it as routed, and the exchange is in use meanwhile</source>
        <translation>旁听{target} 会增加一个私有队列以及使用指定键的绑定：broker 为每条消息多复制一份并计为已路由，其间该交换机处于使用中</translation>
    </message>
    <message>
        <source>a tap would declare a queue there</source>
        <translation>旁听会在那里声明队列</translation>
    </message>
    <message>
        <source>a thread</source>
        <translation>某个线程</translation>
    </message>
    <message>
        <source>a timestamp</source>
        <translation>时间戳</translation>
    </message>
    <message>
        <source>a value has another type than it should</source>
        <translation>某个值的类型不对</translation>
    </message>
    <message>
        <source>a {type} exchange decides, in a way that is not known here</source>
        <translation>由 {type} 交换机决定，方式此处不知</translation>
    </message>
    <message>
        <source>about {time}, when the binding of {exchange} {key} was removed</source>
        <translation>约 {time} {exchange} {key} 的绑定被移除起</translation>
    </message>
    <message>
        <source>ack</source>
        <translation>确认</translation>
    </message>
    <message>
        <source>acked</source>
        <translation>已确认</translation>
    </message>
    <message>
        <source>acknowledged a second</source>
        <translation>每秒确认数</translation>
    </message>
    <message>
        <source>acks fewer messages than it nacks, rejects or requeues</source>
        <translation>确认的消息少于否定确认、拒绝或重新入队的消息</translation>
    </message>
    <message>
        <source>acks slowly, up to {time} between two</source>
        <translation>确认缓慢，两次确认间隔长达 {time}</translation>
    </message>
    <message>
        <source>add that user (rabbitmqctl add_user): the broker&apos;s log says which name it looked for, the whole subject or, with ssl_cert_login_from = common_name, &apos;{name}&apos;</source>
        <translation>添加该用户（rabbitmqctl add_user）：broker 的日志会说明它查找的名称，即整个主题 (subject)，或在 ssl_cert_login_from = common_name 时为 &apos;{name}&apos;</translation>
    </message>
    <message>
        <source>after its delay, {told}</source>
        <translation>延迟之后，{told}</translation>
    </message>
    <message>
        <source>after the firehose</source>
        <translation>firehose 之后</translation>
    </message>
    <message>
        <source>again</source>
        <translation>重投</translation>
    </message>
    <message>
        <source>age</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>all consumers get messages</source>
        <translation>所有消费者都得到消息</translation>
    </message>
    <message>
        <source>all messages go on to the alternate exchange &apos;{name}&apos;</source>
        <translation>所有消息都转到备用交换机 &apos;{name}&apos;</translation>
    </message>
    <message>
        <source>all of the headers {wanted}</source>
        <translation>全部消息头 {wanted}</translation>
    </message>
    <message>
        <source>all that {queue} delivers to {target}: only {source} is seen to publish into it</source>
        <translation>{queue} 投递给 {target} 的全部：只见 {source} 发布到它</translation>
    </message>
    <message>
        <source>all {n:,} consumers: {told}</source>
        <translation>全部 {n:,} 个消费者：{told}</translation>
    </message>
    <message>
        <source>also observed: {rate}, {total} in all, {how}</source>
        <translation>另有逐条观察：{rate}，共 {total}，{how}</translation>
    </message>
    <message>
        <source>alternate</source>
        <translation>备用</translation>
    </message>
    <message>
        <source>alternate exchange</source>
        <translation>备用交换机</translation>
    </message>
    <message>
        <source>alternate exchange: gets what no binding matches</source>
        <translation>备用交换机：接收没有绑定匹配的消息</translation>
    </message>
    <message>
        <source>amber</source>
        <translation>琥珀色</translation>
    </message>
    <message>
        <source>amqp:// is not encrypted; amqps:// is</source>
        <translation>amqp:// 不加密；amqps:// 加密</translation>
    </message>
    <message>
        <source>an AMQP URL starts with amqp:// or amqps://, not with {scheme}://; it looks like amqp://user:password@host:5672/vhost</source>
        <translation>AMQP URL 以 amqp:// 或 amqps:// 开头，而不是 {scheme}://；形如 amqp://user:password@host:5672/vhost</translation>
    </message>
    <message>
        <source>an AMQP URL starts with amqp:// or amqps://; it looks like amqp://user:password@host:5672/vhost</source>
        <translation>AMQP URL 以 amqp:// 或 amqps:// 开头；形如 amqp://user:password@host:5672/vhost</translation>
    </message>
    <message>
        <source>an encrypted connection</source>
        <translation>加密连接</translation>
    </message>
    <message>
        <source>an exchange of type {type} may give a message to one binding only: a tap would take messages away from their queue</source>
        <translation>类型 {type} 的交换机可能只把消息交给一个绑定：旁听会从队列取走消息</translation>
    </message>
    <message>
        <source>an exchange or a queue</source>
        <translation>交换机或队列</translation>
    </message>
    <message>
        <source>and {n:,} change elsewhere</source>
        <translation>另有 {n:,} 项变更发生在别处</translation>
    </message>
    <message>
        <source>and {n:,} changes elsewhere</source>
        <translation>另有 {n:,} 项变更发生在别处</translation>
    </message>
    <message>
        <source>and {n:,} more</source>
        <translation>另有 {n:,} 项</translation>
    </message>
    <message>
        <source>and {n:,} more edges that are quieter</source>
        <translation>以及另外 {n:,} 条较不活跃的连线</translation>
    </message>
    <message>
        <source>and {n:,} more kinds of change</source>
        <translation>另有 {n:,} 类变更</translation>
    </message>
    <message>
        <source>and {n:,} more that are quieter</source>
        <translation>以及另外 {n:,} 个较不活跃的</translation>
    </message>
    <message>
        <source>answered</source>
        <translation>已回复</translation>
    </message>
    <message>
        <source>any of the headers {wanted}</source>
        <translation>任一消息头 {wanted}</translation>
    </message>
    <message>
        <source>anything but</source>
        <translation>不等于</translation>
    </message>
    <message>
        <source>app id</source>
        <translation>应用 ID</translation>
    </message>
    <message>
        <source>appeared</source>
        <translation>出现</translation>
    </message>
    <message>
        <source>as fast as confirmed</source>
        <translation>收到确认即发下一条</translation>
    </message>
    <message>
        <source>as {name}</source>
        <translation>服务器名称 {name}</translation>
    </message>
    <message>
        <source>asked by way of {exchange}</source>
        <translation>经由 {exchange} 请求</translation>
    </message>
    <message>
        <source>asked for when you connect</source>
        <translation>连接时询问</translation>
    </message>
    <message>
        <source>asks for any of no headers: it never matches</source>
        <translation>要求任一消息头却未列出：永远不会匹配</translation>
    </message>
    <message>
        <source>asks for no header</source>
        <translation>不要求消息头</translation>
    </message>
    <message>
        <source>at least</source>
        <translation>至少</translation>
    </message>
    <message>
        <source>at least {n:,} passed here; {told}</source>
        <translation>此处至少通过 {n:,} 条；{told}</translation>
    </message>
    <message>
        <source>at least {number:,}</source>
        <translation>至少 {number:,}</translation>
    </message>
    <message>
        <source>at least {n} publishes, deliveries or acks were not seen: too many came at once</source>
        <translation>至少有 {n} 次发布、投递或确认没有看到：同时到来的太多</translation>
    </message>
    <message>
        <source>at most</source>
        <translation>至多</translation>
    </message>
    <message>
        <source>at most {number}</source>
        <translation>至多 {number}</translation>
    </message>
    <message>
        <source>auth_mechanism in the AMQP URL is one of {names}, not {given!r}</source>
        <translation>AMQP URL 中的 auth_mechanism 应为 {names} 之一，而不是 {given!r}</translation>
    </message>
    <message>
        <source>auth_mechanism=external in the AMQP URL makes the certificate the login: it needs amqps:// and certfile=…</source>
        <translation>AMQP URL 中的 auth_mechanism=external 表示以证书登录：需要 amqps:// 和 certfile=…</translation>
    </message>
    <message>
        <source>auto ack</source>
        <translation>自动确认</translation>
    </message>
    <message>
        <source>auto-ack (acks nothing by design)</source>
        <translation>自动确认（本就不发确认）</translation>
    </message>
    <message>
        <source>auto-ack (acks nothing by design) and manual ack</source>
        <translation>自动确认（本就不发确认）和手动确认</translation>
    </message>
    <message>
        <source>auto-delete</source>
        <translation>自动删除</translation>
    </message>
    <message>
        <source>auto-delete (when its last consumer is gone)</source>
        <translation>自动删除（最后一个消费者离开时）</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>back</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>back in the queue for {age}</source>
        <translation>回到队列已 {age}</translation>
    </message>
    <message>
        <source>back into {queue}: recover</source>
        <translation>回到 {queue}：recover</translation>
    </message>
    <message>
        <source>back into {queue}: the channel ended</source>
        <translation>回到 {queue}：信道已结束</translation>
    </message>
    <message>
        <source>backlog for at least {age}</source>
        <translation>积压至少已有 {age}</translation>
    </message>
    <message>
        <source>backlog for at least {age}, by the broker&apos;s samples</source>
        <translation>据 broker 的采样，积压至少已有 {age}</translation>
    </message>
    <message>
        <source>backlog since about {time}, {age} ago</source>
        <translation>积压约自 {time} 开始，{age}前</translation>
    </message>
    <message>
        <source>backlog since about {time}, {age} ago, by the broker&apos;s samples</source>
        <translation>据 broker 的采样，积压约自 {time} 开始，{age} 前</translation>
    </message>
    <message>
        <source>backlog since before watching began, {age} ago</source>
        <translation>积压在 {age}前开始观察时已存在</translation>
    </message>
    <message>
        <source>backlog since between {first} and {time}, {age} ago, by the broker&apos;s samples</source>
        <translation>据 broker 的采样，积压在 {first} 与 {time} 之间开始，{age} 前</translation>
    </message>
    <message>
        <source>because of</source>
        <translation>缘由</translation>
    </message>
    <message>
        <source>belongs to</source>
        <translation>归属</translation>
    </message>
    <message>
        <source>below its URL in the connect dialog (Ctrl+O)</source>
        <translation>在连接对话框（Ctrl+O）中其 URL 下方</translation>
    </message>
    <message>
        <source>bind</source>
        <translation>绑定</translation>
    </message>
    <message>
        <source>bind it to an exchange and publish there, or tap the exchange that publishers use</source>
        <translation>将它绑定到某个交换机并向那里发布，或旁听发布者使用的交换机</translation>
    </message>
    <message>
        <source>binding</source>
        <translation>绑定</translation>
    </message>
    <message>
        <source>binding between exchanges</source>
        <translation>交换机之间的绑定</translation>
    </message>
    <message>
        <source>binding key {keys}</source>
        <translation>绑定键 {keys}</translation>
    </message>
    <message>
        <source>binding keys {keys}</source>
        <translation>绑定键 {keys}</translation>
    </message>
    <message>
        <source>bindings lead into {queue}; nothing has passed since watching began</source>
        <translation>有绑定通向 {queue}；自开始观察以来没有消息通过</translation>
    </message>
    <message>
        <source>blue</source>
        <translation>蓝色</translation>
    </message>
    <message>
        <source>body</source>
        <translation>消息体</translation>
    </message>
    <message>
        <source>both must match</source>
        <translation>两者都须符合</translation>
    </message>
    <message>
        <source>bound</source>
        <translation>已绑定</translation>
    </message>
    <message>
        <source>bound to {where}</source>
        <translation>绑定到 {where}</translation>
    </message>
    <message>
        <source>bound with the empty key</source>
        <translation>以空键绑定</translation>
    </message>
    <message>
        <source>bound with {key}</source>
        <translation>以 {key} 绑定</translation>
    </message>
    <message>
        <source>broker</source>
        <translation>broker</translation>
    </message>
    <message>
        <source>by</source>
        <translation>由谁</translation>
    </message>
    <message>
        <source>by a binding, consumer or argument</source>
        <translation>由绑定、消费者或参数声明</translation>
    </message>
    <message>
        <source>by get</source>
        <translation>拉取</translation>
    </message>
    <message>
        <source>by the message&apos;s headers, not by its routing key</source>
        <translation>按消息头，不看路由键</translation>
    </message>
    <message>
        <source>by {who}</source>
        <translation>操作者：{who}</translation>
    </message>
    <message>
        <source>can be read; {tracing}</source>
        <translation>可以读取；{tracing}</translation>
    </message>
    <message>
        <source>cannot listen on {host} port {port}: {reason}</source>
        <translation>无法监听 {host} 的端口 {port}：{reason}</translation>
    </message>
    <message>
        <source>caused by {n:,}</source>
        <translation>起因 {n:,} 条</translation>
    </message>
    <message>
        <source>causes work for service {name}: at least {rate} delivered</source>
        <translation>给服务 {name} 带来工作：至少投递 {rate}</translation>
    </message>
    <message>
        <source>causes work for service {name}: {rate} delivered</source>
        <translation>给服务 {name} 带来工作：投递 {rate}</translation>
    </message>
    <message>
        <source>certificate of {subject} for {hosts}, issued by {issuer}, {life}</source>
        <translation>{subject} 的证书，用于 {hosts}，由 {issuer} 签发，{life}</translation>
    </message>
    <message>
        <source>certificate of {subject}, issued by {issuer}, {life}</source>
        <translation>{subject} 的证书，由 {issuer} 签发，{life}</translation>
    </message>
    <message>
        <source>change what was asked for</source>
        <translation>修改请求</translation>
    </message>
    <message>
        <source>change what was asked for as the broker&apos;s text says</source>
        <translation>按照 broker 的提示修改请求</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>变更</translation>
    </message>
    <message>
        <source>changed at {time}</source>
        <translation>变更于 {time}</translation>
    </message>
    <message>
        <source>changes the moment they happen, and exact channel names</source>
        <translation>变化发生的瞬间，以及准确的信道名称</translation>
    </message>
    <message>
        <source>channel</source>
        <translation>信道</translation>
    </message>
    <message>
        <source>channel {channel}</source>
        <translation>信道 {channel}</translation>
    </message>
    <message>
        <source>channel {channel} · {tag}</source>
        <translation>信道 {channel} · {tag}</translation>
    </message>
    <message>
        <source>channel_exchange_metrics of /metrics/detailed, of all channels of the service</source>
        <translation>/metrics/detailed 的 channel_exchange_metrics，该服务的所有信道</translation>
    </message>
    <message>
        <source>channel_queue_metrics of /metrics/detailed, of all channels of the service</source>
        <translation>/metrics/detailed 的 channel_queue_metrics，该服务的所有信道</translation>
    </message>
    <message>
        <source>channels</source>
        <translation>信道</translation>
    </message>
    <message>
        <source>check host and port, and whether a firewall is in between</source>
        <translation>检查主机和端口，以及中间是否有防火墙</translation>
    </message>
    <message>
        <source>check host and port; the plugin may be off, or listen elsewhere</source>
        <translation>检查主机和端口；插件可能未启用，或在别处监听</translation>
    </message>
    <message>
        <source>check the URL</source>
        <translation>检查 URL</translation>
    </message>
    <message>
        <source>check the clock of this computer</source>
        <translation>检查本机时钟</translation>
    </message>
    <message>
        <source>check the port (AMQP is usually 5672, with TLS 5671); behind a proxy the broker may still be starting</source>
        <translation>检查端口（AMQP 通常为 5672，使用 TLS 时为 5671）；若前面有代理，broker 可能仍在启动</translation>
    </message>
    <message>
        <source>check the port of --management-url: the API usually listens on 15672</source>
        <translation>检查 --management-url 的端口：API 通常监听 15672</translation>
    </message>
    <message>
        <source>check the spelling and the vhost of the AMQP URL</source>
        <translation>检查拼写和 AMQP URL 中的虚拟主机</translation>
    </message>
    <message>
        <source>check the spelling and the vhost, or declare it first</source>
        <translation>检查拼写和虚拟主机，或先声明它</translation>
    </message>
    <message>
        <source>choose another address, such as --listen 127.0.0.1:0 for any free port</source>
        <translation>请选择其他地址，例如用 --listen 127.0.0.1:0 使用任意空闲端口</translation>
    </message>
    <message>
        <source>client certificate</source>
        <translation>客户端证书</translation>
    </message>
    <message>
        <source>client library and host: a guess, two programs may look the same</source>
        <translation>客户端库和主机：这是猜测，两个程序可能看起来一样</translation>
    </message>
    <message>
        <source>clients cannot be passed on: {why}</source>
        <translation>无法转发客户端：{why}</translation>
    </message>
    <message>
        <source>clients of node {node} are not heard: {why}</source>
        <translation>听不到节点 {node} 的客户端：{why}</translation>
    </message>
    <message>
        <source>close other connections or raise the limit</source>
        <translation>关闭其他连接，或提高上限</translation>
    </message>
    <message>
        <source>cluster id</source>
        <translation>集群 ID</translation>
    </message>
    <message>
        <source>colours are {names}</source>
        <translation>颜色可为 {names}</translation>
    </message>
    <message>
        <source>confirm</source>
        <translation>发布确认</translation>
    </message>
    <message>
        <source>confirmed</source>
        <translation>发布确认</translation>
    </message>
    <message>
        <source>confirmed a second</source>
        <translation>每秒发布确认数</translation>
    </message>
    <message>
        <source>confirmed by the broker</source>
        <translation>已由 broker 确认</translation>
    </message>
    <message>
        <source>connect to a broker first (Ctrl+O)</source>
        <translation>请先连接 broker (Ctrl+O)</translation>
    </message>
    <message>
        <source>connected</source>
        <translation>已连接</translation>
    </message>
    <message>
        <source>connected for {time}, but on its open channels nothing was ever published, and it consumes nothing: perhaps it did not start as it should; look at its log, unless it is meant to wait</source>
        <translation>已连接 {time}，但在它打开的信道上从未发布过消息，也不消费任何消息：也许它没有正常启动；请查看它的日志，除非它本来就在等待</translation>
    </message>
    <message>
        <source>connecting</source>
        <translation>正在连接</translation>
    </message>
    <message>
        <source>connection</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>connection of {service}</source>
        <translation>{service} 的连接</translation>
    </message>
    <message>
        <source>connection {name}</source>
        <translation>连接 {name}</translation>
    </message>
    <message>
        <source>connections of that name</source>
        <translation>该名称的连接</translation>
    </message>
    <message>
        <source>consumer</source>
        <translation>消费者</translation>
    </message>
    <message>
        <source>consumer {consumer}</source>
        <translation>消费者 {consumer}</translation>
    </message>
    <message>
        <source>consumers</source>
        <translation>消费者</translation>
    </message>
    <message>
        <source>consumers of a queue or connection</source>
        <translation>队列或连接的消费者数</translation>
    </message>
    <message>
        <source>consumers unknown</source>
        <translation>消费者未知</translation>
    </message>
    <message>
        <source>content encoding</source>
        <translation>内容编码</translation>
    </message>
    <message>
        <source>content type</source>
        <translation>内容类型</translation>
    </message>
    <message>
        <source>correct the host in the AMQP URL</source>
        <translation>更正 AMQP URL 中的主机</translation>
    </message>
    <message>
        <source>correct the host in the URL</source>
        <translation>更正 URL 中的主机</translation>
    </message>
    <message>
        <source>correct the path of this file</source>
        <translation>更正此文件的路径</translation>
    </message>
    <message>
        <source>correct the vhost at the end of the AMQP URL (the default vhost &apos;/&apos; is written %2F) or create it: rabbitmqctl add_vhost &apos;{vhost}&apos;</source>
        <translation>更正 AMQP URL 末尾的虚拟主机（默认虚拟主机 &apos;/&apos; 写作 %2F），或创建它：rabbitmqctl add_vhost &apos;{vhost}&apos;</translation>
    </message>
    <message>
        <source>correct user and password in the AMQP URL; note that &apos;guest&apos; may log in from the broker&apos;s own host only</source>
        <translation>更正 AMQP URL 中的用户和密码；注意 &apos;guest&apos; 只能从 broker 所在主机登录</translation>
    </message>
    <message>
        <source>correct user and password in the AMQP URL; the user needs the tag monitoring (rabbitmqctl set_user_tags &lt;user&gt; monitoring)</source>
        <translation>更正 AMQP URL 中的用户和密码；该用户需要 monitoring 标签（rabbitmqctl set_user_tags &lt;user&gt; monitoring）</translation>
    </message>
    <message>
        <source>correct user and password of the management API, which has a login of its own; the user needs the tag monitoring (rabbitmqctl set_user_tags &lt;user&gt; monitoring)</source>
        <translation>更正管理 API 的用户和密码（它使用单独的登录）；该用户需要 monitoring 标签（rabbitmqctl set_user_tags &lt;user&gt; monitoring）</translation>
    </message>
    <message>
        <source>correlation id</source>
        <translation>关联 ID</translation>
    </message>
    <message>
        <source>correlation_id of a message with routing key {key}, {time}</source>
        <translation>路由键 {key} 的消息的 correlation_id，{time}</translation>
    </message>
    <message>
        <source>correlation_id {id} is the message_id</source>
        <translation>correlation_id {id} 即其 message_id</translation>
    </message>
    <message>
        <source>counted</source>
        <translation>计数得到</translation>
    </message>
    <message>
        <source>counted by the broker</source>
        <translation>由 broker 计数</translation>
    </message>
    <message>
        <source>counted by the management API for each pair of channel, exchange and queue (rates_mode = detailed), every few seconds</source>
        <translation>管理 API 对每个信道、交换机和队列组合的计数 (rates_mode = detailed)，每几秒一次</translation>
    </message>
    <message>
        <source>counted since</source>
        <translation>计数起始</translation>
    </message>
    <message>
        <source>counters do not tell their routing keys: the firehose or the proxy shows them as they come</source>
        <translation>计数器不给出它们的路由键：firehose 或代理会在消息到来时显示</translation>
    </message>
    <message>
        <source>dead letters</source>
        <translation>死信</translation>
    </message>
    <message>
        <source>dead letters are passed on at least once</source>
        <translation>死信至少转交一次</translation>
    </message>
    <message>
        <source>dead letters are passed on at most once</source>
        <translation>死信至多转交一次</translation>
    </message>
    <message>
        <source>dead letters are passed on {way}</source>
        <translation>死信转交方式：{way}</translation>
    </message>
    <message>
        <source>dead letters get the routing key {value}</source>
        <translation>死信使用路由键 {value}</translation>
    </message>
    <message>
        <source>dead letters go to</source>
        <translation>死信发往</translation>
    </message>
    <message>
        <source>dead letters go to {value}</source>
        <translation>死信发往{value}</translation>
    </message>
    <message>
        <source>dead letters that were seen when a consumer got them</source>
        <translation>消费者收到时看到的死信</translation>
    </message>
    <message>
        <source>dead-letter</source>
        <translation>死信</translation>
    </message>
    <message>
        <source>dead-lettered</source>
        <translation>成为死信</translation>
    </message>
    <message>
        <source>dead-lettered from {queue}</source>
        <translation>从 {queue} 成为死信</translation>
    </message>
    <message>
        <source>dead-lettered {times} before</source>
        <translation>此前成为死信 {times}</translation>
    </message>
    <message>
        <source>dead-letters to {place}: {rates}</source>
        <translation>死信发往{place}：{rates}</translation>
    </message>
    <message>
        <source>declare the vhost anew</source>
        <translation>重新声明该虚拟主机</translation>
    </message>
    <message>
        <source>declared</source>
        <translation>声明</translation>
    </message>
    <message>
        <source>declared as</source>
        <translation>声明为</translation>
    </message>
    <message>
        <source>decrypt it into a file that only you can read: openssl pkey -in {key}</source>
        <translation>将它解密到只有自己可读的文件：openssl pkey -in {key}</translation>
    </message>
    <message>
        <source>deleted</source>
        <translation>已删除</translation>
    </message>
    <message>
        <source>deleted after {value} without use</source>
        <translation>闲置 {value} 后删除</translation>
    </message>
    <message>
        <source>deleted queues</source>
        <translation>已删除的队列</translation>
    </message>
    <message>
        <source>deliver</source>
        <translation>投递</translation>
    </message>
    <message>
        <source>deliver (auto ack)</source>
        <translation>投递（自动确认）</translation>
    </message>
    <message>
        <source>deliver to ack</source>
        <translation>投递到确认</translation>
    </message>
    <message>
        <source>delivered</source>
        <translation>已投递</translation>
    </message>
    <message>
        <source>delivered (auto ack)</source>
        <translation>已投递（自动确认）</translation>
    </message>
    <message>
        <source>delivered a second, in any way</source>
        <translation>每秒投递数（任何方式）</translation>
    </message>
    <message>
        <source>delivered again a second</source>
        <translation>每秒重新投递数</translation>
    </message>
    <message>
        <source>delivered from {node}</source>
        <translation>从{node} 投递</translation>
    </message>
    <message>
        <source>delivered from {queue}</source>
        <translation>从 {queue} 投递</translation>
    </message>
    <message>
        <source>delivered from {queue}, acks not observable</source>
        <translation>从 {queue} 投递，看不到确认</translation>
    </message>
    <message>
        <source>delivered from {queue}, auto ack</source>
        <translation>从 {queue} 投递，自动确认</translation>
    </message>
    <message>
        <source>delivered to a consumer that does not ack</source>
        <translation>已投递给不确认的消费者</translation>
    </message>
    <message>
        <source>delivered without ack</source>
        <translation>已投递（无需确认）</translation>
    </message>
    <message>
        <source>delivered, ack not observable</source>
        <translation>已投递，看不到确认</translation>
    </message>
    <message>
        <source>delivered, not acked</source>
        <translation>已投递，未确认</translation>
    </message>
    <message>
        <source>deliveries to a service</source>
        <translation>向服务的投递</translation>
    </message>
    <message>
        <source>delivers to {place}: {rates}</source>
        <translation>投递到{place}：{rates}</translation>
    </message>
    <message>
        <source>delivery mode</source>
        <translation>投递模式</translation>
    </message>
    <message>
        <source>delivery tag {tag} on channel {channel}</source>
        <translation>投递标签 {tag}（信道 {channel}）</translation>
    </message>
    <message>
        <source>depths</source>
        <translation>深度</translation>
    </message>
    <message>
        <source>derived</source>
        <translation>推算</translation>
    </message>
    <message>
        <source>derived from other numbers</source>
        <translation>由其他数字推算</translation>
    </message>
    <message>
        <source>derived from totals of the management API (message_stats of channels, exchanges, queues and vhost), which leave no other possibility; seconds old</source>
        <translation>由管理 API 的总数（信道、交换机、队列和虚拟主机的 message_stats）推算，没有其他可能；有几秒延迟</translation>
    </message>
    <message>
        <source>derived from totals of the management API (message_stats of channels, exchanges, queues and vhost): what all channels that were listed have counted, but not all were; enable the plugin rabbitmq_prometheus for the rest</source>
        <translation>由管理 API 的总数（信道、交换机、队列和虚拟主机的 message_stats）推算：这是所有列出的信道的计数，但并非全部信道都已列出；启用插件 rabbitmq_prometheus 可得到其余部分</translation>
    </message>
    <message>
        <source>detail</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>different keys</source>
        <translation>不同的键</translation>
    </message>
    <message>
        <source>disconnected</source>
        <translation>已断开</translation>
    </message>
    <message>
        <source>disconnected here</source>
        <translation>在此断开连接</translation>
    </message>
    <message>
        <source>does not matter here</source>
        <translation>此处不起作用</translation>
    </message>
    <message>
        <source>dropped</source>
        <translation>被丢弃</translation>
    </message>
    <message>
        <source>dropped as unroutable a second</source>
        <translation>每秒因无法路由被丢弃数</translation>
    </message>
    <message>
        <source>dropped or direct replies</source>
        <translation>被丢弃或直接回复</translation>
    </message>
    <message>
        <source>durable</source>
        <translation>持久</translation>
    </message>
    <message>
        <source>edges at something of that name</source>
        <translation>与该名称相连的连线</translation>
    </message>
    <message>
        <source>edges that end in something of that name</source>
        <translation>到达该名称的连线</translation>
    </message>
    <message>
        <source>edges that leave something of that name</source>
        <translation>从该名称出发的连线</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>空</translation>
    </message>
    <message>
        <source>enable it: rabbitmq-plugins enable rabbitmq_event_exchange</source>
        <translation>启用它：rabbitmq-plugins enable rabbitmq_event_exchange</translation>
    </message>
    <message>
        <source>enable it: rabbitmq-plugins enable rabbitmq_management</source>
        <translation>启用它：rabbitmq-plugins enable rabbitmq_management</translation>
    </message>
    <message>
        <source>enable it: rabbitmq-plugins enable rabbitmq_prometheus</source>
        <translation>启用它：rabbitmq-plugins enable rabbitmq_prometheus</translation>
    </message>
    <message>
        <source>event exchange</source>
        <translation>事件交换机</translation>
    </message>
    <message>
        <source>events come without headers (event_exchange.protocol = amqp_1_0)</source>
        <translation>事件不带消息头（event_exchange.protocol = amqp_1_0）</translation>
    </message>
    <message>
        <source>every publish and delivery of the vhost</source>
        <translation>虚拟主机的每次发布和投递</translation>
    </message>
    <message>
        <source>every publish and delivery of the vhost, when asked for</source>
        <translation>按需查看虚拟主机的每次发布和投递</translation>
    </message>
    <message>
        <source>every {time}</source>
        <translation>每 {time}</translation>
    </message>
    <message>
        <source>everything</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>exactly</source>
        <translation>等于</translation>
    </message>
    <message>
        <source>exchange</source>
        <translation>交换机</translation>
    </message>
    <message>
        <source>exchange  {name}</source>
        <translation>交换机  {name}</translation>
    </message>
    <message>
        <source>exchange &apos;{name}&apos;</source>
        <translation>交换机 &apos;{name}&apos;</translation>
    </message>
    <message>
        <source>exchange {name}</source>
        <translation>交换机 {name}</translation>
    </message>
    <message>
        <source>exchange, deleted</source>
        <translation>交换机，已删除</translation>
    </message>
    <message>
        <source>exchanges</source>
        <translation>交换机</translation>
    </message>
    <message>
        <source>exchanges and queues of that type</source>
        <translation>该类型的交换机和队列</translation>
    </message>
    <message>
        <source>exchanges of that name</source>
        <translation>该名称的交换机</translation>
    </message>
    <message>
        <source>exclusive</source>
        <translation>独占</translation>
    </message>
    <message>
        <source>exclusive (to one connection)</source>
        <translation>独占（仅限一个连接）</translation>
    </message>
    <message>
        <source>expected a name after `{prefix}:`; put ! before {prefix}</source>
        <translation>`{prefix}:` 之后应为名称；请把 ! 放在 {prefix} 之前</translation>
    </message>
    <message>
        <source>expected a number after `{compared}`</source>
        <translation>`{compared}` 之后应为数值</translation>
    </message>
    <message>
        <source>expected something after `{word}`</source>
        <translation>`{word}` 之后应有内容</translation>
    </message>
    <message>
        <source>expected something before `{word}`</source>
        <translation>`{word}` 之前应有内容</translation>
    </message>
    <message>
        <source>expected what to compare before `{word}`: rate, ready, unacked …</source>
        <translation>`{word}` 之前应为要比较的字段：rate、ready、unacked …</translation>
    </message>
    <message>
        <source>expecting &apos;,&apos; delimiter</source>
        <translation>此处应为分隔符 &apos;,&apos;</translation>
    </message>
    <message>
        <source>expecting &apos;:&apos; delimiter</source>
        <translation>此处应为分隔符 &apos;:&apos;</translation>
    </message>
    <message>
        <source>expecting property name enclosed in double quotes</source>
        <translation>此处应为双引号括起的属性名</translation>
    </message>
    <message>
        <source>expecting value</source>
        <translation>此处应为值</translation>
    </message>
    <message>
        <source>expiration</source>
        <translation>过期时间</translation>
    </message>
    <message>
        <source>expired on {date}</source>
        <translation>已于 {date} 过期</translation>
    </message>
    <message>
        <source>expired or taken, not seen</source>
        <translation>已过期或被取走，未看到</translation>
    </message>
    <message>
        <source>expires on {date} (in {n:,} day)</source>
        <translation>{date} 过期（{n:,} 天后）</translation>
    </message>
    <message>
        <source>expires on {date} (in {n:,} days)</source>
        <translation>{date} 过期（{n:,} 天后）</translation>
    </message>
    <message>
        <source>expires on {date} (today)</source>
        <translation>{date} 过期（今天）</translation>
    </message>
    <message>
        <source>extra data</source>
        <translation>有多余的内容</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>fetched by get</source>
        <translation>已拉取</translation>
    </message>
    <message>
        <source>fetched by get without ack</source>
        <translation>已拉取（无需确认）</translation>
    </message>
    <message>
        <source>fetched from {queue} by get</source>
        <translation>从 {queue} 拉取</translation>
    </message>
    <message>
        <source>fetched from {queue} by get, auto ack</source>
        <translation>从 {queue} 拉取，自动确认</translation>
    </message>
    <message>
        <source>fill in {{ }}</source>
        <translation>填充 {{ }}</translation>
    </message>
    <message>
        <source>filter: key or id</source>
        <translation>筛选：键或 ID</translation>
    </message>
    <message>
        <source>firehose</source>
        <translation>firehose</translation>
    </message>
    <message>
        <source>firehose ends …</source>
        <translation>firehose 正在结束…</translation>
    </message>
    <message>
        <source>firehose right</source>
        <translation>firehose 权限</translation>
    </message>
    <message>
        <source>firehose {time}</source>
        <translation>firehose {time}</translation>
    </message>
    <message>
        <source>firehose …</source>
        <translation>firehose…</translation>
    </message>
    <message>
        <source>first make the management API work: it says above what it needs</source>
        <translation>先让管理 API 可用：上面说明了它需要什么</translation>
    </message>
    <message>
        <source>first {first}, last {last}</source>
        <translation>首次 {first}，最近 {last}</translation>
    </message>
    <message>
        <source>for long</source>
        <translation>已很久</translation>
    </message>
    <message>
        <source>for {age}</source>
        <translation>已 {age}</translation>
    </message>
    <message>
        <source>for {purpose}</source>
        <translation>用途：{purpose}</translation>
    </message>
    <message>
        <source>found</source>
        <translation>已找到</translation>
    </message>
    <message>
        <source>free memory or disk on the broker; rabbitmqctl status shows its alarms</source>
        <translation>释放 broker 的内存或磁盘；rabbitmqctl status 可查看告警</translation>
    </message>
    <message>
        <source>from</source>
        <translation>从</translation>
    </message>
    <message>
        <source>from counters, as far as they prove whose messages a queue delivers</source>
        <translation>来自计数器，仅限它们能证明队列投递的是谁的消息的部分</translation>
    </message>
    <message>
        <source>from the publish of a request until its reply is published, known by reply_to and the correlation id; of single messages, while the firehose or the proxy looked</source>
        <translation>从请求发布到其回复发布，依据 reply_to 和 correlation id 辨认；只算 firehose 或代理观察期间的单条消息</translation>
    </message>
    <message>
        <source>from the recorded hour of the queue&apos;s ready messages, which the broker renews about every 5 s: since when they grew from at most a fiftieth of those that waited when this was first found; it stays until next to none are left</source>
        <translation>取自所记录的一小时内队列的就绪消息数，broker 约每 5 s 更新一次：从何时起，它由不超过首次发现时等待数的五十分之一开始增长；在几乎清空之前一直保留</translation>
    </message>
    <message>
        <source>from the samples that the broker has taken of the queue&apos;s ready messages before they were watched, about every minute for an hour and every 5 s for the last ten minutes: since when there were never so few as a fiftieth of those that waited when this was first found</source>
        <translation>取自 broker 在开始观察之前对队列就绪消息数的采样，一小时内约每分钟一次，最近十分钟每 5 s 一次：从何时起，它从未少到首次发现时等待数的五十分之一</translation>
    </message>
    <message>
        <source>from {first:,} to {last:,} ready in {time}</source>
        <translation>就绪数 {time}内从 {first:,} 增至 {last:,}</translation>
    </message>
    <message>
        <source>from {host}</source>
        <translation>来自 {host}</translation>
    </message>
    <message>
        <source>from {name}</source>
        <translation>取自 {name}</translation>
    </message>
    <message>
        <source>get</source>
        <translation>拉取</translation>
    </message>
    <message>
        <source>get (auto ack)</source>
        <translation>拉取（自动确认）</translation>
    </message>
    <message>
        <source>give it the tag monitoring (rabbitmqctl set_user_tags &lt;user&gt; monitoring), or name another user for the management API alone with --management-url http://user:password@host:15672</source>
        <translation>为其添加 monitoring 标签（rabbitmqctl set_user_tags &lt;user&gt; monitoring），或者用 --management-url http://user:password@host:15672 单独为管理 API 指定另一个用户</translation>
    </message>
    <message>
        <source>give one that its CA has signed: certfile=… and keyfile=… in the AMQP URL, or the client certificate of a profile</source>
        <translation>提供由其 CA 签发的证书：AMQP URL 中的 certfile=… 和 keyfile=…，或连接配置中的客户端证书</translation>
    </message>
    <message>
        <source>give the AMQP port in the AMQP URL (usually 5672) and the HTTP port in --management-url</source>
        <translation>在 AMQP URL 中给出 AMQP 端口（通常为 5672），在 --management-url 中给出 HTTP 端口</translation>
    </message>
    <message>
        <source>give the HTTP port here (usually 15672, Prometheus 15692) and the AMQP port in the AMQP URL</source>
        <translation>这里应填写 HTTP 端口（通常为 15672，Prometheus 为 15692），AMQP 端口应写在 AMQP URL 中</translation>
    </message>
    <message>
        <source>give the user the tag administrator (rabbitmqctl set_user_tags {user} administrator), or let an administrator switch it on: rabbitmqctl trace_on -p &apos;{vhost}&apos;</source>
        <translation>为该用户添加 administrator 标签（rabbitmqctl set_user_tags {user} administrator），或由管理员开启：rabbitmqctl trace_on -p &apos;{vhost}&apos;</translation>
    </message>
    <message>
        <source>gone</source>
        <translation>已消失</translation>
    </message>
    <message>
        <source>grant it: rabbitmqctl set_permissions -p &apos;{vhost}&apos; &apos;{user}&apos; &lt;configure&gt; &lt;write&gt; &lt;read&gt;</source>
        <translation>授予权限：rabbitmqctl set_permissions -p &apos;{vhost}&apos; &apos;{user}&apos; &lt;configure&gt; &lt;write&gt; &lt;read&gt;</translation>
    </message>
    <message>
        <source>grant them: rabbitmqctl set_permissions -p &lt;vhost&gt; &lt;user&gt; &lt;configure&gt; &lt;write&gt; &lt;read&gt;</source>
        <translation>授予权限：rabbitmqctl set_permissions -p &lt;vhost&gt; &lt;user&gt; &lt;configure&gt; &lt;write&gt; &lt;read&gt;</translation>
    </message>
    <message>
        <source>green</source>
        <translation>绿色</translation>
    </message>
    <message>
        <source>grows faster than it drains: {growth}</source>
        <translation>增长快于消费：{growth}</translation>
    </message>
    <message>
        <source>guest, unless it is another one</source>
        <translation>留空则为 guest</translation>
    </message>
    <message>
        <source>half of {n:,} replies within {time}, 95 of 100 within {late}</source>
        <translation>{n:,} 条回复中，一半在 {time} 内，百分之九十五在 {late} 内</translation>
    </message>
    <message>
        <source>hands on what none of its bindings matches</source>
        <translation>转交其所有绑定都不匹配的消息</translation>
    </message>
    <message>
        <source>hands unroutable messages to {place}: {rates}</source>
        <translation>将无法路由的消息转交{place}：{rates}</translation>
    </message>
    <message>
        <source>have it offered: rabbitmq-plugins enable rabbitmq_auth_mechanism_ssl, and in rabbitmq.conf EXTERNAL among auth_mechanisms and ssl_options.verify = verify_peer; else log in by user and password</source>
        <translation>让 broker 提供它：rabbitmq-plugins enable rabbitmq_auth_mechanism_ssl，并在 rabbitmq.conf 的 auth_mechanisms 中加入 EXTERNAL，设置 ssl_options.verify = verify_peer；否则用用户和密码登录</translation>
    </message>
    <message>
        <source>header  {name}</source>
        <translation>消息头  {name}</translation>
    </message>
    <message>
        <source>header {header}: {id}</source>
        <translation>消息头 {header}：{id}</translation>
    </message>
    <message>
        <source>header {name}</source>
        <translation>消息头 {name}</translation>
    </message>
    <message>
        <source>header {wanted}</source>
        <translation>消息头 {wanted}</translation>
    </message>
    <message>
        <source>held / prefetch</source>
        <translation>持有 / 预取</translation>
    </message>
    <message>
        <source>here: about {published} messages/s are published now and {delivered}/s delivered; by these figures, listening takes {share} of what the measured broker could do</source>
        <translation>这里：现在每秒约发布 {published} 条消息，投递 {delivered} 条；按这些数字，监听要占用所测 broker 能力的 {share}</translation>
    </message>
    <message>
        <source>hex</source>
        <translation>十六进制</translation>
    </message>
    <message>
        <source>hidden</source>
        <translation>隐藏</translation>
    </message>
    <message>
        <source>holder</source>
        <translation>持有者</translation>
    </message>
    <message>
        <source>holds a message for {age}</source>
        <translation>持有一条消息已 {age}</translation>
    </message>
    <message>
        <source>holds at most {value:,} messages</source>
        <translation>最多存放 {value:,} 条消息</translation>
    </message>
    <message>
        <source>holds at most {value}</source>
        <translation>最多存放 {value}</translation>
    </message>
    <message>
        <source>holds its whole prefetch and answered nothing for {age}</source>
        <translation>占满预取，且 {age} 未作任何应答</translation>
    </message>
    <message>
        <source>holds {n:,} and answered nothing for {age}</source>
        <translation>持有 {n:,} 条，且 {age} 未作任何应答</translation>
    </message>
    <message>
        <source>host {host}</source>
        <translation>主机 {host}</translation>
    </message>
    <message>
        <source>idle</source>
        <translation>空闲</translation>
    </message>
    <message>
        <source>illegal trailing comma before end of array</source>
        <translation>数组末尾有多余的逗号</translation>
    </message>
    <message>
        <source>illegal trailing comma before end of object</source>
        <translation>对象末尾有多余的逗号</translation>
    </message>
    <message>
        <source>in the connect dialog (Ctrl+O)</source>
        <translation>在连接对话框（Ctrl+O）中</translation>
    </message>
    <message>
        <source>in the queue</source>
        <translation>在队列中</translation>
    </message>
    <message>
        <source>in the queue, at most {n:,} of them seen</source>
        <translation>在队列中，看到其中最多 {n:,} 条</translation>
    </message>
    <message>
        <source>in the queue, {n:,} of them seen</source>
        <translation>在队列中，看到其中 {n:,} 条</translation>
    </message>
    <message>
        <source>in the same file</source>
        <translation>在同一文件中</translation>
    </message>
    <message>
        <source>inferred from the AMQP URL</source>
        <translation>由 AMQP URL 推断</translation>
    </message>
    <message>
        <source>instances</source>
        <translation>实例</translation>
    </message>
    <message>
        <source>internal (no publishing)</source>
        <translation>内部（不可发布）</translation>
    </message>
    <message>
        <source>invalid \escape</source>
        <translation>无效的 \ 转义</translation>
    </message>
    <message>
        <source>invalid \uXXXX escape</source>
        <translation>无效的 \uXXXX 转义</translation>
    </message>
    <message>
        <source>invalid control character at</source>
        <translation>此处有无效的控制字符</translation>
    </message>
    <message>
        <source>is a {value} queue</source>
        <translation>队列类型为 {value}</translation>
    </message>
    <message>
        <source>is bound to {place}: {rates}</source>
        <translation>绑定到{place}：{rates}</translation>
    </message>
    <message>
        <source>is dead-lettered to {exchange} (reason {reason})</source>
        <translation>成为死信，发往 {exchange}（reason {reason}）</translation>
    </message>
    <message>
        <source>is lost: it has no dead-letter exchange</source>
        <translation>会丢失：队列没有死信交换机</translation>
    </message>
    <message>
        <source>is lost: the dead-letter exchange {exchange} does not exist</source>
        <translation>会丢失：死信交换机 {exchange} 不存在</translation>
    </message>
    <message>
        <source>is something other than RabbitMQ listening there?</source>
        <translation>监听该端口的是否并非 RabbitMQ？</translation>
    </message>
    <message>
        <source>is the broker overloaded, or a firewall shut?</source>
        <translation>broker 是否过载，或者被防火墙阻挡？</translation>
    </message>
    <message>
        <source>is this a RabbitMQ?</source>
        <translation>这是 RabbitMQ 吗？</translation>
    </message>
    <message>
        <source>is this the right port, and is the plugin enabled?</source>
        <translation>端口是否正确，插件是否已启用？</translation>
    </message>
    <message>
        <source>it can be read, but only the management API switches it on: {why}</source>
        <translation>可以读取，但只有管理 API 能开启它：{why}</translation>
    </message>
    <message>
        <source>it can be read, but user &apos;{user}&apos; of the management API may not switch tracing on: its tags are {tags}</source>
        <translation>可以读取，但管理 API 的用户 &apos;{user}&apos; 无权开启 tracing：其标签为 {tags}</translation>
    </message>
    <message>
        <source>it does not fit into 64 bits</source>
        <translation>超出 64 位</translation>
    </message>
    <message>
        <source>it gets nothing any more: no message has come to queue {queue} since {time}</source>
        <translation>它不再收到任何消息：自 {time} 起没有消息到达队列 {queue}</translation>
    </message>
    <message>
        <source>it has no management API of its own</source>
        <translation>它没有自己的管理 API</translation>
    </message>
    <message>
        <source>it has no {name}</source>
        <translation>缺少 {name}</translation>
    </message>
    <message>
        <source>it holds at most {limit}; overflow {way}</source>
        <translation>最多容纳 {limit}；溢出方式 {way}</translation>
    </message>
    <message>
        <source>it is NOT verified: anybody on the way could be the broker, and read the password</source>
        <translation>未经验证：途中任何人都可能冒充 broker 并读到密码</translation>
    </message>
    <message>
        <source>it is bound to no exchange, and what is sent straight to it cannot be copied</source>
        <translation>它没有绑定到任何交换机，而直接发给它的消息无法复制</translation>
    </message>
    <message>
        <source>it is cut off</source>
        <translation>内容不完整</translation>
    </message>
    <message>
        <source>it is nested too deeply</source>
        <translation>嵌套过深</translation>
    </message>
    <message>
        <source>it is not JSON ({why})</source>
        <translation>不是 JSON（{why}）</translation>
    </message>
    <message>
        <source>it is not a JSON array, such as [1, &quot;two&quot;]</source>
        <translation>不是 JSON 数组，例如 [1, &quot;two&quot;]</translation>
    </message>
    <message>
        <source>it is not a JSON object</source>
        <translation>不是 JSON 对象</translation>
    </message>
    <message>
        <source>it is not a JSON object, such as {&quot;key&quot;: 1}</source>
        <translation>不是 JSON 对象，例如 {&quot;key&quot;: 1}</translation>
    </message>
    <message>
        <source>it is not a certificate</source>
        <translation>不是证书</translation>
    </message>
    <message>
        <source>it is not a date such as 2026-05-01T12:00:00Z</source>
        <translation>不是形如 2026-05-01T12:00:00Z 的日期</translation>
    </message>
    <message>
        <source>it is not a number</source>
        <translation>不是数字</translation>
    </message>
    <message>
        <source>it is not a value of type {kind}: it is nested too deeply</source>
        <translation>不是 {kind} 类型的值：嵌套过深</translation>
    </message>
    <message>
        <source>it is not a whole number</source>
        <translation>不是整数</translation>
    </message>
    <message>
        <source>it is not a whole number of seconds since 1970, nor the word now</source>
        <translation>既不是自 1970 年起的整秒数，也不是 now</translation>
    </message>
    <message>
        <source>it is not base64</source>
        <translation>不是 base64</translation>
    </message>
    <message>
        <source>it is set up again</source>
        <translation>正在重新建立</translation>
    </message>
    <message>
        <source>it is true or false</source>
        <translation>应为 true 或 false</translation>
    </message>
    <message>
        <source>it lacks the zone, such as the Z of 2026-05-01T12:00:00Z</source>
        <translation>缺少时区，例如 2026-05-01T12:00:00Z 中的 Z</translation>
    </message>
    <message>
        <source>it looks at the headers, and these are not known yet</source>
        <translation>它看消息头，而消息头尚不清楚</translation>
    </message>
    <message>
        <source>it needs RabbitMQ 3.10 or newer with the plugin rabbitmq_prometheus</source>
        <translation>需要 RabbitMQ 3.10 或更新版本，并启用插件 rabbitmq_prometheus</translation>
    </message>
    <message>
        <source>its certificate cannot be read: {why}</source>
        <translation>无法读取其证书：{why}</translation>
    </message>
    <message>
        <source>its consumer left queue {queue} at {time}, and no other came: {n:,} ready</source>
        <translation>它的消费者在 {time} 离开了队列 {queue}，此后没有别的消费者：{n:,} 条就绪</translation>
    </message>
    <message>
        <source>its exchanges and queues</source>
        <translation>其中的交换机和队列</translation>
    </message>
    <message>
        <source>its leader was placed by {value}</source>
        <translation>其 leader 由 {value} 放置</translation>
    </message>
    <message>
        <source>its name is the empty key</source>
        <translation>其名称为空键</translation>
    </message>
    <message>
        <source>its name is {key}</source>
        <translation>其名称为 {key}</translation>
    </message>
    <message>
        <source>its statistics are switched off: it does not tell who is connected and who consumes</source>
        <translation>其统计已关闭：无法得知谁已连接、谁在消费</translation>
    </message>
    <message>
        <source>its user name, which only it uses</source>
        <translation>只有它使用的用户名</translation>
    </message>
    <message>
        <source>keeps at most {value:,} messages in memory</source>
        <translation>内存中最多保留 {value:,} 条消息</translation>
    </message>
    <message>
        <source>keeps at most {value} in memory</source>
        <translation>内存中最多保留 {value}</translation>
    </message>
    <message>
        <source>keeps messages for {value}</source>
        <translation>消息保留 {value}</translation>
    </message>
    <message>
        <source>keys: as bound</source>
        <translation>键：同现有绑定</translation>
    </message>
    <message>
        <source>kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>known</source>
        <translation>依据</translation>
    </message>
    <message>
        <source>latency</source>
        <translation>延迟</translation>
    </message>
    <message>
        <source>leave user_id out or set it to &apos;{user}&apos;</source>
        <translation>去掉 user_id，或将其设为 &apos;{user}&apos;</translation>
    </message>
    <message>
        <source>less than</source>
        <translation>小于</translation>
    </message>
    <message>
        <source>let a service connect to {address} instead of {broker}</source>
        <translation>让一个服务连接到 {address}，而不是 {broker}</translation>
    </message>
    <message>
        <source>line {line}, column {column}: {what}</source>
        <translation>第 {line} 行，第 {column} 列：{what}</translation>
    </message>
    <message>
        <source>listen on {address}</source>
        <translation>监听地址应为 {address}</translation>
    </message>
    <message>
        <source>listen to the firehose (Ctrl+L)</source>
        <translation>监听 firehose (Ctrl+L)</translation>
    </message>
    <message>
        <source>log in by certificate: auth_mechanism=external and certfile=… in the AMQP URL, or add PLAIN to auth_mechanisms in rabbitmq.conf</source>
        <translation>用证书登录：在 AMQP URL 中写 auth_mechanism=external 和 certfile=…，或在 rabbitmq.conf 的 auth_mechanisms 中加入 PLAIN</translation>
    </message>
    <message>
        <source>logged in at {url}</source>
        <translation>已登录 {url}</translation>
    </message>
    <message>
        <source>look at it with rabbitmqctl list_vhosts name tracing; switch it with {command}</source>
        <translation>用 rabbitmqctl list_vhosts name tracing 查看；用 {command} 切换</translation>
    </message>
    <message>
        <source>lost</source>
        <translation>已断开</translation>
    </message>
    <message>
        <source>make it smaller or raise max_message_size in rabbitmq.conf</source>
        <translation>减小消息，或在 rabbitmq.conf 中调大 max_message_size</translation>
    </message>
    <message>
        <source>make that folder writable</source>
        <translation>使该文件夹可写</translation>
    </message>
    <message>
        <source>management</source>
        <translation>管理 API</translation>
    </message>
    <message>
        <source>mandatory</source>
        <translation>mandatory</translation>
    </message>
    <message>
        <source>manual ack</source>
        <translation>手动确认</translation>
    </message>
    <message>
        <source>may cause work for {names}: no counter tells how much</source>
        <translation>可能给 {names} 带来工作：没有计数器说明有多少</translation>
    </message>
    <message>
        <source>may not publish for at least {time}, the broker says</source>
        <translation>broker 通知：已至少 {time} 不允许发布</translation>
    </message>
    <message>
        <source>may not publish for at least {time}, the broker says: {why}</source>
        <translation>broker 通知：已至少 {time} 不允许发布，原因：{why}</translation>
    </message>
    <message>
        <source>may not publish: its connection is blocked, an alarm of the broker is on (memory or disk is short)</source>
        <translation>不允许发布：其连接被阻塞，broker 处于告警状态（内存或磁盘不足）</translation>
    </message>
    <message>
        <source>may not publish: {n:,} of its connections are blocked, an alarm of the broker is on (memory or disk is short)</source>
        <translation>不允许发布：其 {n:,} 个连接被阻塞，broker 处于告警状态（内存或磁盘不足）</translation>
    </message>
    <message>
        <source>median</source>
        <translation>中位数</translation>
    </message>
    <message>
        <source>message</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>message counters</source>
        <translation>消息计数</translation>
    </message>
    <message>
        <source>message id</source>
        <translation>消息 ID</translation>
    </message>
    <message>
        <source>message with routing key {key}, {time}</source>
        <translation>路由键 {key} 的消息，{time}</translation>
    </message>
    <message>
        <source>message {message}</source>
        <translation>消息 {message}</translation>
    </message>
    <message>
        <source>messages</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>messages a second that pass now</source>
        <translation>当前每秒经过的消息数</translation>
    </message>
    <message>
        <source>messages are kept on disk</source>
        <translation>消息保存在磁盘上</translation>
    </message>
    <message>
        <source>messages delivered by a queue and not acknowledged yet</source>
        <translation>队列已投递但尚未确认的消息数</translation>
    </message>
    <message>
        <source>messages do not get through, or are lost</source>
        <translation>消息无法通过或丢失</translation>
    </message>
    <message>
        <source>messages expire after {value}</source>
        <translation>消息在 {value} 后过期</translation>
    </message>
    <message>
        <source>messages have a priority from 0 to {value}</source>
        <translation>消息优先级为 0 到 {value}</translation>
    </message>
    <message>
        <source>messages since watching began</source>
        <translation>开始观察以来的消息数</translation>
    </message>
    <message>
        <source>messages that pass on to exchange &apos;{name}&apos; and find no queue there are no longer returned to mandatory publishers</source>
        <translation>转交到交换机 &apos;{name}&apos; 而在那里找不到队列的消息，不再退回给 mandatory 发布者</translation>
    </message>
    <message>
        <source>messages that wait in a queue</source>
        <translation>队列中等待的消息数</translation>
    </message>
    <message>
        <source>messages with the key {keys} that no queue wants are no longer returned to mandatory publishers nor counted as unroutable</source>
        <translation>键为 {keys} 而没有队列接收的消息不再退回给 mandatory 发布者，也不再计为无法路由</translation>
    </message>
    <message>
        <source>messages/s</source>
        <translation>消息/s</translation>
    </message>
    <message>
        <source>milliseconds</source>
        <translation>毫秒</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>缺失</translation>
    </message>
    <message>
        <source>more</source>
        <translation>更多内容</translation>
    </message>
    <message>
        <source>more than</source>
        <translation>大于</translation>
    </message>
    <message>
        <source>more to see</source>
        <translation>更多可见内容</translation>
    </message>
    <message>
        <source>must be your login</source>
        <translation>必须是登录用户</translation>
    </message>
    <message>
        <source>nack</source>
        <translation>否定确认</translation>
    </message>
    <message>
        <source>nack or reject</source>
        <translation>否定确认或拒绝</translation>
    </message>
    <message>
        <source>nacked</source>
        <translation>否定确认</translation>
    </message>
    <message>
        <source>nacked and requeued into {queue}</source>
        <translation>否定确认并重新入队到 {queue}</translation>
    </message>
    <message>
        <source>nacked by the broker</source>
        <translation>被 broker 否定确认</translation>
    </message>
    <message>
        <source>nacked or rejected</source>
        <translation>否定确认或拒绝</translation>
    </message>
    <message>
        <source>nacked, not requeued</source>
        <translation>否定确认，未重新入队</translation>
    </message>
    <message>
        <source>name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>name a PEM file of CA certificates</source>
        <translation>给出含 CA 证书的 PEM 文件</translation>
    </message>
    <message>
        <source>name a user with the tag monitoring for the management API alone with --management-url http://user:password@host:15672</source>
        <translation>用 --management-url http://user:password@host:15672 单独为管理 API 指定一个带有 monitoring 标签的用户</translation>
    </message>
    <message>
        <source>name another exchange, or the queue itself</source>
        <translation>指定另一个交换机，或直接指定队列</translation>
    </message>
    <message>
        <source>name it with --management-url</source>
        <translation>用 --management-url 指定它</translation>
    </message>
    <message>
        <source>name its URL with --management-url</source>
        <translation>用 --management-url 给出其 URL</translation>
    </message>
    <message>
        <source>name its URL with --prometheus-url</source>
        <translation>用 --prometheus-url 给出其 URL</translation>
    </message>
    <message>
        <source>name its URL with {option}</source>
        <translation>用 {option} 给出其 URL</translation>
    </message>
    <message>
        <source>name of the event</source>
        <translation>事件名称</translation>
    </message>
    <message>
        <source>name the CA that signed it (cacertfile=… in the AMQP URL, the CA file of a profile, or SSL_CERT_FILE) and use the host name of the certificate</source>
        <translation>指定签发它的 CA（AMQP URL 中的 cacertfile=…、连接配置的 CA 文件或 SSL_CERT_FILE），并使用证书中的主机名</translation>
    </message>
    <message>
        <source>name the PEM files of a certificate and its key</source>
        <translation>给出证书及其密钥的 PEM 文件</translation>
    </message>
    <message>
        <source>name the URL that belongs to this broker with {option}, or turn it off ({option} off)</source>
        <translation>用 {option} 指定属于这个 broker 的 URL，或将其关闭（{option} off）</translation>
    </message>
    <message>
        <source>name the URLs of all nodes with --prometheus-url, separated by commas; {mend}</source>
        <translation>用 --prometheus-url 给出所有节点的 URL，以逗号分隔；{mend}</translation>
    </message>
    <message>
        <source>name the management API with --management-url</source>
        <translation>用 --management-url 给出管理 API</translation>
    </message>
    <message>
        <source>named by</source>
        <translation>命名依据</translation>
    </message>
    <message>
        <source>named by {name}</source>
        <translation>名称来自 {name}</translation>
    </message>
    <message>
        <source>never confirmed</source>
        <translation>始终未发布确认</translation>
    </message>
    <message>
        <source>never confirmed: the channel ended first</source>
        <translation>从未确认：信道先结束</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>无应答</translation>
    </message>
    <message>
        <source>no answer for {time}</source>
        <translation>{time}内没有应答</translation>
    </message>
    <message>
        <source>no binding leads there now: this was counted before the last one was removed</source>
        <translation>现在没有绑定通往那里：这是最后一个绑定移除之前的计数</translation>
    </message>
    <message>
        <source>no binding matches, perhaps, so the alternate exchange gets it</source>
        <translation>可能没有绑定匹配，因此由备用交换机接收</translation>
    </message>
    <message>
        <source>no binding matches, so the alternate exchange gets it</source>
        <translation>没有绑定匹配，因此由备用交换机接收</translation>
    </message>
    <message>
        <source>no binding of {name} matches the headers; the nearest, to {queue}, {wish}</source>
        <translation>{name} 没有匹配这些消息头的绑定；最接近的（到 {queue}）{wish}</translation>
    </message>
    <message>
        <source>no binding of {name} matches {key}</source>
        <translation>{name} 没有匹配 {key} 的绑定</translation>
    </message>
    <message>
        <source>no client yet</source>
        <translation>尚无客户端</translation>
    </message>
    <message>
        <source>no colour</source>
        <translation>无颜色</translation>
    </message>
    <message>
        <source>no connection to {at}: {reason}</source>
        <translation>无法连接到 {at}：{reason}</translation>
    </message>
    <message>
        <source>no consumer</source>
        <translation>无消费者</translation>
    </message>
    <message>
        <source>no consumer now</source>
        <translation>当前没有消费者</translation>
    </message>
    <message>
        <source>no consumer, {n:,} ready</source>
        <translation>没有消费者，{n:,} 条就绪</translation>
    </message>
    <message>
        <source>no consumer, {n:,} ready, {growth}</source>
        <translation>没有消费者，{n:,} 条就绪，{growth}</translation>
    </message>
    <message>
        <source>no consumer: it waits</source>
        <translation>没有消费者：消息会等待</translation>
    </message>
    <message>
        <source>no content type</source>
        <translation>无内容类型</translation>
    </message>
    <message>
        <source>no counter proves whose messages these queues deliver</source>
        <translation>没有计数器能证明这些队列投递的是谁的消息</translation>
    </message>
    <message>
        <source>no counters: the broker&apos;s Prometheus endpoint cannot be read</source>
        <translation>没有计数器：无法读取 broker 的 Prometheus 端点</translation>
    </message>
    <message>
        <source>no exchange is bound to it, and nothing has come to its consumer, connected for {time}: perhaps a binding is missing; bind it, unless messages are meant to be sent to it by name</source>
        <translation>没有交换机绑定到它，而且它的消费者已连接 {time} 却什么也没收到：也许缺少绑定；请绑定它，除非消息本来就按名称直接发给它</translation>
    </message>
    <message>
        <source>no host answers as it should: {whys}</source>
        <translation>没有主机正常应答：{whys}</translation>
    </message>
    <message>
        <source>no host answers as it should: {why}</source>
        <translation>没有主机正常应答：{why}</translation>
    </message>
    <message>
        <source>no labels</source>
        <translation>无标签</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>不限</translation>
    </message>
    <message>
        <source>no longer there</source>
        <translation>已不存在</translation>
    </message>
    <message>
        <source>no match</source>
        <translation>无匹配</translation>
    </message>
    <message>
        <source>no message has come since {removal}</source>
        <translation>没有消息到来，自 {removal}</translation>
    </message>
    <message>
        <source>no port of this machine can be listened on: {error}</source>
        <translation>无法监听本机的任何端口：{error}</translation>
    </message>
    <message>
        <source>no publishes</source>
        <translation>无发布</translation>
    </message>
    <message>
        <source>no queue</source>
        <translation>没有队列</translation>
    </message>
    <message>
        <source>no queue took it</source>
        <translation>没有队列接收</translation>
    </message>
    <message>
        <source>no reason given</source>
        <translation>未给出原因</translation>
    </message>
    <message>
        <source>no, only seen in use</source>
        <translation>未声明，只在使用中见到</translation>
    </message>
    <message>
        <source>nobody can say how {target} is bound: {why}</source>
        <translation>无法得知 {target} 的绑定情况：{why}</translation>
    </message>
    <message>
        <source>nobody is seen to publish into {queue}</source>
        <translation>未见有谁发布到 {queue}</translation>
    </message>
    <message>
        <source>nobody that is seen</source>
        <translation>没有看到任何服务</translation>
    </message>
    <message>
        <source>node</source>
        <translation>节点</translation>
    </message>
    <message>
        <source>node {node} is just starting</source>
        <translation>节点 {node} 正在启动</translation>
    </message>
    <message>
        <source>node {node} is not there</source>
        <translation>节点 {node} 不存在</translation>
    </message>
    <message>
        <source>node {node} took the request to switch tracing off for vhost &apos;{vhost}&apos;, but it is not as asked for</source>
        <translation>节点 {node} 接受了为虚拟主机 &apos;{vhost}&apos; 关闭追踪的请求，但结果与请求不符</translation>
    </message>
    <message>
        <source>node {node} took the request to switch tracing on for vhost &apos;{vhost}&apos;, but it is not as asked for</source>
        <translation>节点 {node} 接受了为虚拟主机 &apos;{vhost}&apos; 开启追踪的请求，但结果与请求不符</translation>
    </message>
    <message>
        <source>nodes</source>
        <translation>节点</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>none acked</source>
        <translation>没有确认</translation>
    </message>
    <message>
        <source>none: the certificate is the login</source>
        <translation>无：以证书登录</translation>
    </message>
    <message>
        <source>not begun</source>
        <translation>尚未开始</translation>
    </message>
    <message>
        <source>not bound to {source} itself: messages get there by way of {way}, which routes them there ({keys}). RabbitMQ counts them for {source}, where they were published</source>
        <translation>没有直接绑定到 {source}：消息经由 {way}，再由它路由到那里（{keys}）。RabbitMQ 把这些消息计在发布处 {source} 上</translation>
    </message>
    <message>
        <source>not confirmed: the channel ended first</source>
        <translation>未收到发布确认：信道先结束了</translation>
    </message>
    <message>
        <source>not declared or connected any more</source>
        <translation>已不再声明或连接</translation>
    </message>
    <message>
        <source>not drawn</source>
        <translation>未绘制</translation>
    </message>
    <message>
        <source>not every binding is mirrored: {why}</source>
        <translation>并非所有绑定都已复制：{why}</translation>
    </message>
    <message>
        <source>not known yet</source>
        <translation>尚未知晓</translation>
    </message>
    <message>
        <source>not known: nothing tells which bindings there are</source>
        <translation>未知：无从得知有哪些绑定</translation>
    </message>
    <message>
        <source>not observed now</source>
        <translation>当前未观察</translation>
    </message>
    <message>
        <source>not on: it listened to {patterns} until {time}; {after}</source>
        <translation>未开启：监听 {patterns} 到 {time} 为止；{after}</translation>
    </message>
    <message>
        <source>not probed yet</source>
        <translation>尚未探测</translation>
    </message>
    <message>
        <source>not seen</source>
        <translation>未看到</translation>
    </message>
    <message>
        <source>not seen before</source>
        <translation>此前未见</translation>
    </message>
    <message>
        <source>not sent: {why}</source>
        <translation>未发送：{why}</translation>
    </message>
    <message>
        <source>not there any more</source>
        <translation>已不存在</translation>
    </message>
    <message>
        <source>not tried</source>
        <translation>未尝试</translation>
    </message>
    <message>
        <source>not tried without {stage}</source>
        <translation>没有 {stage}，未尝试</translation>
    </message>
    <message>
        <source>not used</source>
        <translation>未使用</translation>
    </message>
    <message>
        <source>not valid before {time:%Y-%m-%d %H:%M} UTC</source>
        <translation>在 {time:%Y-%m-%d %H:%M} UTC 之前无效</translation>
    </message>
    <message>
        <source>not watched any more</source>
        <translation>不再观察</translation>
    </message>
    <message>
        <source>not watched from {since} to {until}</source>
        <translation>{since} 至 {until} 未被观察</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>无</translation>
    </message>
    <message>
        <source>nothing acked for at least {time}</source>
        <translation>至少 {time} 没有确认</translation>
    </message>
    <message>
        <source>nothing acked since watching began, {time} ago</source>
        <translation>自 {time}前开始观察以来没有确认</translation>
    </message>
    <message>
        <source>nothing can be noted in {folder} ({error}), and without a note tracing could stay on after a crash</source>
        <translation>无法在 {folder} 中写入记录（{error}），没有记录，崩溃后追踪可能一直开启</translation>
    </message>
    <message>
        <source>nothing follows the = sign</source>
        <translation>= 之后不应有内容</translation>
    </message>
    <message>
        <source>nothing is bound to it, and type {type} has no key that takes every message</source>
        <translation>它没有任何绑定，而类型 {type} 没有能接收所有消息的键</translation>
    </message>
    <message>
        <source>nothing is bound to {name}</source>
        <translation>{name} 没有任何绑定</translation>
    </message>
    <message>
        <source>nothing is bound to {target}: nothing is seen until something is</source>
        <translation>{target} 没有任何绑定：在有绑定之前什么也看不到</translation>
    </message>
    <message>
        <source>nothing is bound to {target}: until something is, a private queue takes every message; meanwhile they count as routed and are not returned to mandatory publishers</source>
        <translation>{target} 没有任何绑定：在有绑定之前，由一个私有队列接收所有消息；其间它们计为已路由，不会退回给 mandatory 发布者</translation>
    </message>
    <message>
        <source>nothing is known here of {names} of TLS</source>
        <translation>此处不认识 TLS 的 {names}</translation>
    </message>
    <message>
        <source>nothing listens at {at}: connection refused</source>
        <translation>{at} 处没有程序在监听：连接被拒绝</translation>
    </message>
    <message>
        <source>nothing listens at {base}</source>
        <translation>{base} 处没有程序在监听</translation>
    </message>
    <message>
        <source>nothing now</source>
        <translation>当前没有</translation>
    </message>
    <message>
        <source>nothing of {target} can be copied: {why}</source>
        <translation>{target} 的消息无法复制：{why}</translation>
    </message>
    <message>
        <source>nothing passed in the last minute</source>
        <translation>最近一分钟没有消息通过</translation>
    </message>
    <message>
        <source>nothing passed in the last minute that was watched, and nothing waits</source>
        <translation>在观察的最近一分钟内没有消息经过，也没有消息在等待</translation>
    </message>
    <message>
        <source>nothing: it is asked again</source>
        <translation>无需操作：会再次询问</translation>
    </message>
    <message>
        <source>nothing: it is looked at again</source>
        <translation>无需操作：会再次检查</translation>
    </message>
    <message>
        <source>nothing: the broker does not tell whose channels these are</source>
        <translation>无：broker 不说明这些信道属于谁</translation>
    </message>
    <message>
        <source>nothing: the connection is tried again until the broker is back</source>
        <translation>无需操作：会一直重试连接，直到 broker 恢复</translation>
    </message>
    <message>
        <source>now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>now, or seconds since 1970</source>
        <translation>now，或自 1970 年起的秒数</translation>
    </message>
    <message>
        <source>now, seconds or date</source>
        <translation>now、秒数或日期</translation>
    </message>
    <message>
        <source>number</source>
        <translation>数字</translation>
    </message>
    <message>
        <source>number {n:,} of its run</source>
        <translation>本次发送的第 {n:,} 条</translation>
    </message>
    <message>
        <source>observed</source>
        <translation>逐条观察</translation>
    </message>
    <message>
        <source>observed to cause work for service {name}: at least {total} delivered, {rate} ({how})</source>
        <translation>逐条观察到为服务 {name} 带来工作：至少投递 {total} 条，{rate}（{how}）</translation>
    </message>
    <message>
        <source>observed to cause work for service {name}: {total} delivered, {rate} ({how})</source>
        <translation>逐条观察到为服务 {name} 带来工作：投递 {total} 条，{rate}（{how}）</translation>
    </message>
    <message>
        <source>observed: seen one by one</source>
        <translation>逐条观察到</translation>
    </message>
    <message>
        <source>of the certificate</source>
        <translation>（来自证书）</translation>
    </message>
    <message>
        <source>of what ended in the {time} before.</source>
        <translation>统计此前 {time}内结束的消息。</translation>
    </message>
    <message>
        <source>of {user} at the management API</source>
        <translation>{user} 在管理 API 的密码</translation>
    </message>
    <message>
        <source>ok</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>one by one</source>
        <translation>逐条</translation>
    </message>
    <message>
        <source>one consumer at a time gets messages</source>
        <translation>同一时间只有一个消费者得到消息</translation>
    </message>
    <message>
        <source>one of the two must match</source>
        <translation>两者之一须符合</translation>
    </message>
    <message>
        <source>one of {n:,}, chosen by a hash ({type})</source>
        <translation>{n:,} 个之一，由哈希选择 ({type})</translation>
    </message>
    <message>
        <source>one of {n:,}, chosen by a hash of the routing key ({type})</source>
        <translation>{n:,} 个之一，由路由键的哈希选择 ({type})</translation>
    </message>
    <message>
        <source>one of {n:,}, chosen by chance ({type})</source>
        <translation>{n:,} 个之一，随机选择 ({type})</translation>
    </message>
    <message>
        <source>one queue</source>
        <translation>1 个队列</translation>
    </message>
    <message>
        <source>one word too few ({words})</source>
        <translation>少一个词（{words}）</translation>
    </message>
    <message>
        <source>one word too many ({words})</source>
        <translation>多一个词（{words}）</translation>
    </message>
    <message>
        <source>only the management API tells whether tracing is on, and can switch it on</source>
        <translation>只有管理 API 能得知追踪是否开启，并能开启它</translation>
    </message>
    <message>
        <source>only what is bound: dead letters come here, and neither the firehose nor the proxy shows them; what services publish here, they do show</source>
        <translation>仅知绑定：死信会到这里，firehose 和代理都看不到死信；服务发布到这里的消息则能看到</translation>
    </message>
    <message>
        <source>only what is bound: the firehose or the proxy shows what is published</source>
        <translation>仅已绑定的键：实际发布的键由 firehose 或代理显示</translation>
    </message>
    <message>
        <source>open a proxy (Ctrl+Shift+L)</source>
        <translation>打开代理 (Ctrl+Shift+L)</translation>
    </message>
    <message>
        <source>open channels of a connection</source>
        <translation>连接打开的信道数</translation>
    </message>
    <message>
        <source>open connections of a service</source>
        <translation>服务打开的连接数</translation>
    </message>
    <message>
        <source>operator policy</source>
        <translation>运维策略 (operator policy)</translation>
    </message>
    <message>
        <source>or use a RabbitMQ: --url amqp://…</source>
        <translation>或使用一个 RabbitMQ：--url amqp://…</translation>
    </message>
    <message>
        <source>or {n:,} more</source>
        <translation>或另外 {n:,} 个服务</translation>
    </message>
    <message>
        <source>or {service}</source>
        <translation>或 {service}</translation>
    </message>
    <message>
        <source>orange</source>
        <translation>橙色</translation>
    </message>
    <message>
        <source>other</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>outcome</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>overflow {way}</source>
        <translation>溢出方式 {way}</translation>
    </message>
    <message>
        <source>own CA</source>
        <translation>自定义 CA</translation>
    </message>
    <message>
        <source>p50, p99 of a minute: confirm, wait, ack</source>
        <translation>一分钟内的 p50、p99：发布确认、等待、确认</translation>
    </message>
    <message>
        <source>p95</source>
        <translation>p95</translation>
    </message>
    <message>
        <source>parameter</source>
        <translation>运行时参数</translation>
    </message>
    <message>
        <source>passing now</source>
        <translation>当前通过</translation>
    </message>
    <message>
        <source>pattern</source>
        <translation>模式</translation>
    </message>
    <message>
        <source>pattern to {where}</source>
        <translation>通往 {where} 的模式</translation>
    </message>
    <message>
        <source>perhaps: {why}</source>
        <translation>可能：{why}</translation>
    </message>
    <message>
        <source>permission</source>
        <translation>权限</translation>
    </message>
    <message>
        <source>persistent</source>
        <translation>持久化</translation>
    </message>
    <message>
        <source>persistent (2)</source>
        <translation>持久化 (2)</translation>
    </message>
    <message>
        <source>pink</source>
        <translation>粉色</translation>
    </message>
    <message>
        <source>please report it with the broker&apos;s version</source>
        <translation>请附上 broker 的版本报告此问题</translation>
    </message>
    <message>
        <source>please report it with the broker&apos;s version; it is tried again every few seconds</source>
        <translation>请附上 broker 的版本报告此问题；每隔几秒会重试</translation>
    </message>
    <message>
        <source>please report it, and start it again</source>
        <translation>请报告此问题，并重新启动</translation>
    </message>
    <message>
        <source>policy</source>
        <translation>策略</translation>
    </message>
    <message>
        <source>prefetch full ({n:,} of {limit:,} unacked)</source>
        <translation>预取已满（未确认 {n:,} / {limit:,}）</translation>
    </message>
    <message>
        <source>priority</source>
        <translation>优先级</translation>
    </message>
    <message>
        <source>problem</source>
        <translation>有问题</translation>
    </message>
    <message>
        <source>production</source>
        <translation>生产环境</translation>
    </message>
    <message>
        <source>production: asks before anything is written</source>
        <translation>生产环境：写入任何内容前先询问</translation>
    </message>
    <message>
        <source>profile {n} of {file} cannot be read: {why}</source>
        <translation>无法读取 {file} 中的第 {n} 个连接配置：{why}</translation>
    </message>
    <message>
        <source>properties and headers take {size} bytes, one frame holds {most}</source>
        <translation>属性和消息头占 {size} 字节，一帧最多 {most} 字节</translation>
    </message>
    <message>
        <source>provenance</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>proxy: {clients}</source>
        <translation>代理：{clients}</translation>
    </message>
    <message>
        <source>publish</source>
        <translation>发布</translation>
    </message>
    <message>
        <source>publish to an exchange that is bound to it</source>
        <translation>发布到一个与它绑定的交换机</translation>
    </message>
    <message>
        <source>publish to confirm</source>
        <translation>发布到发布确认</translation>
    </message>
    <message>
        <source>publish to deliver</source>
        <translation>发布到投递</translation>
    </message>
    <message>
        <source>published</source>
        <translation>已发布</translation>
    </message>
    <message>
        <source>published (no confirms)</source>
        <translation>已发布（无发布确认）</translation>
    </message>
    <message>
        <source>published a second</source>
        <translation>每秒发布数</translation>
    </message>
    <message>
        <source>published to {exchange}</source>
        <translation>发布到 {exchange}</translation>
    </message>
    <message>
        <source>published to {node}</source>
        <translation>发布到{node}</translation>
    </message>
    <message>
        <source>published, but to no queue, {n:,} of {total:,}: {why}</source>
        <translation>已发布但未进入任何队列，{total:,} 条中的 {n:,} 条：{why}</translation>
    </message>
    <message>
        <source>published, but to no queue: {why}</source>
        <translation>已发布，但没有进入任何队列：{why}</translation>
    </message>
    <message>
        <source>published, confirms not observable</source>
        <translation>已发布，看不到发布确认</translation>
    </message>
    <message>
        <source>publisher</source>
        <translation>发布者</translation>
    </message>
    <message>
        <source>publishes</source>
        <translation>发布</translation>
    </message>
    <message>
        <source>publishes to {place}: {rates}</source>
        <translation>发布到{place}：{rates}</translation>
    </message>
    <message>
        <source>publishes {rate}</source>
        <translation>发布 {rate}</translation>
    </message>
    <message>
        <source>publishing and tapping</source>
        <translation>发布和旁听</translation>
    </message>
    <message>
        <source>queue</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>queue  {name}</source>
        <translation>队列  {name}</translation>
    </message>
    <message>
        <source>queue &apos;{name}&apos;</source>
        <translation>队列 &apos;{name}&apos;</translation>
    </message>
    <message>
        <source>queue mode {mode}</source>
        <translation>队列模式 {mode}</translation>
    </message>
    <message>
        <source>queue {name}</source>
        <translation>队列 {name}</translation>
    </message>
    <message>
        <source>queue {queue} listens to the firehose</source>
        <translation>队列 {queue} 正在监听 firehose</translation>
    </message>
    <message>
        <source>queue, deleted</source>
        <translation>队列，已删除</translation>
    </message>
    <message>
        <source>queue_exchange_metrics (3.x: channel_queue_exchange_metrics) of /metrics/detailed: what clients published to this exchange</source>
        <translation>/metrics/detailed 的 queue_exchange_metrics（3.x：channel_queue_exchange_metrics）：客户端发布到此交换机的消息</translation>
    </message>
    <message>
        <source>queues</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>queues of that name</source>
        <translation>该名称的队列</translation>
    </message>
    <message>
        <source>rabbitmq_global_messages_dead_lettered of /metrics, which counts per node: this is the only queue of its type on the broker with a dead-letter exchange</source>
        <translation>/metrics 的 rabbitmq_global_messages_dead_lettered，按节点计数：broker 上此类型的队列中只有它设有死信交换机</translation>
    </message>
    <message>
        <source>rabbitmq_global_messages_dead_lettered of /metrics: the broker dead-lettered nothing</source>
        <translation>/metrics 的 rabbitmq_global_messages_dead_lettered：broker 没有产生死信</translation>
    </message>
    <message>
        <source>rate</source>
        <translation>速率</translation>
    </message>
    <message>
        <source>rate unknown</source>
        <translation>速率未知</translation>
    </message>
    <message>
        <source>rates</source>
        <translation>速率</translation>
    </message>
    <message>
        <source>rates mode</source>
        <translation>速率模式</translation>
    </message>
    <message>
        <source>rates_mode = none: the broker counts no messages, neither here nor for Prometheus</source>
        <translation>rates_mode = none：broker 不统计消息，在这里和 Prometheus 中都没有</translation>
    </message>
    <message>
        <source>read-only</source>
        <translation>只读</translation>
    </message>
    <message>
        <source>read-only: nothing is written</source>
        <translation>只读：不写入任何内容</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>ready in the queue</source>
        <translation>在队列中就绪</translation>
    </message>
    <message>
        <source>receives {rate}</source>
        <translation>接收 {rate}</translation>
    </message>
    <message>
        <source>red</source>
        <translation>红色</translation>
    </message>
    <message>
        <source>redelivered</source>
        <translation>重新投递</translation>
    </message>
    <message>
        <source>redelivered {n:,} times as far as was seen</source>
        <translation>已知重新投递 {n:,} 次</translation>
    </message>
    <message>
        <source>redelivered {redelivered}, acked {acked} over {time}: messages come back again and again</source>
        <translation>{time}内重新投递 {redelivered}，确认 {acked}：消息反复返回</translation>
    </message>
    <message>
        <source>redelivered {times}</source>
        <translation>重新投递 {times}</translation>
    </message>
    <message>
        <source>reject</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>被拒绝</translation>
    </message>
    <message>
        <source>rejected and requeued into {queue}</source>
        <translation>拒绝并重新入队到 {queue}</translation>
    </message>
    <message>
        <source>rejected, not requeued</source>
        <translation>拒绝，未重新入队</translation>
    </message>
    <message>
        <source>remove management.disable_stats and management_agent.disable_metrics_collector from rabbitmq.conf and restart the broker</source>
        <translation>从 rabbitmq.conf 中删除 management.disable_stats 和 management_agent.disable_metrics_collector，然后重启 broker</translation>
    </message>
    <message>
        <source>renew the certificate of the broker</source>
        <translation>更新 broker 的证书</translation>
    </message>
    <message>
        <source>replies</source>
        <translation>条回复</translation>
    </message>
    <message>
        <source>reply code</source>
        <translation>应答码</translation>
    </message>
    <message>
        <source>reply text</source>
        <translation>应答文本</translation>
    </message>
    <message>
        <source>reply to</source>
        <translation>回复到</translation>
    </message>
    <message>
        <source>reply to {queue} with correlation_id {id}</source>
        <translation>发往 reply_to {queue} 的应答，correlation_id {id}</translation>
    </message>
    <message>
        <source>requeue</source>
        <translation>重新入队</translation>
    </message>
    <message>
        <source>requeued</source>
        <translation>重新入队</translation>
    </message>
    <message>
        <source>requires {wishes}</source>
        <translation>要求 {wishes}</translation>
    </message>
    <message>
        <source>restored</source>
        <translation>已恢复</translation>
    </message>
    <message>
        <source>returned</source>
        <translation>被退回</translation>
    </message>
    <message>
        <source>returned as unroutable a second</source>
        <translation>每秒因无法路由被退回数</translation>
    </message>
    <message>
        <source>returned: no queue took it</source>
        <translation>被退回：没有队列接收</translation>
    </message>
    <message>
        <source>route</source>
        <translation>路由</translation>
    </message>
    <message>
        <source>route counters</source>
        <translation>路由计数</translation>
    </message>
    <message>
        <source>route of an exchange to a queue</source>
        <translation>交换机到队列的路由</translation>
    </message>
    <message>
        <source>routed</source>
        <translation>已路由</translation>
    </message>
    <message>
        <source>routed to queues a second</source>
        <translation>每秒路由到队列数</translation>
    </message>
    <message>
        <source>routed to {queue}</source>
        <translation>路由到 {queue}</translation>
    </message>
    <message>
        <source>routes</source>
        <translation>路由</translation>
    </message>
    <message>
        <source>routes to {place}: {rates}</source>
        <translation>路由到{place}：{rates}</translation>
    </message>
    <message>
        <source>routing key</source>
        <translation>路由键</translation>
    </message>
    <message>
        <source>routing key {key}, {size}</source>
        <translation>路由键 {key}，{size}</translation>
    </message>
    <message>
        <source>routing key {queue}: the default exchange reaches every queue by its name</source>
        <translation>路由键 {queue}：默认交换机凭名称到达每个队列</translation>
    </message>
    <message>
        <source>see the broker&apos;s log</source>
        <translation>查看 broker 的日志</translation>
    </message>
    <message>
        <source>seen</source>
        <translation>见过</translation>
    </message>
    <message>
        <source>seen by way of {exchange}</source>
        <translation>经由 {exchange} 观察到</translation>
    </message>
    <message>
        <source>seen frame by frame in the proxy, through which all connections of the service go</source>
        <translation>在代理中逐帧看到，该服务的所有连接都经过代理</translation>
    </message>
    <message>
        <source>seen frame by frame in the proxy, which does not see all that the service does</source>
        <translation>在代理中逐帧看到，但代理看不到该服务的全部活动</translation>
    </message>
    <message>
        <source>seen in single messages</source>
        <translation>从单条消息中观察到</translation>
    </message>
    <message>
        <source>seen message by message in the firehose while it listened, for {time}; what passed before, after or elsewhere is not in it</source>
        <translation>firehose 监听期间（{time}）逐条观察到；此前、此后或从别处经过的不在其中</translation>
    </message>
    <message>
        <source>seen message by message in the firehose, which has listened for {time}; what passed before or elsewhere is not in it</source>
        <translation>在 firehose 中逐条观察到，已监听 {time}；此前或从别处经过的不在其中</translation>
    </message>
    <message>
        <source>seen message by message in the proxy and the firehose while they listened, for {time}; what passed before, after or elsewhere is not in it</source>
        <translation>代理和 firehose 监听期间（{time}）逐条观察到；此前、此后或从别处经过的不在其中</translation>
    </message>
    <message>
        <source>seen message by message in the proxy and the firehose, which have listened for {time}; what passed before or elsewhere is not in it</source>
        <translation>在代理和 firehose 中逐条观察到，已监听 {time}；此前或从别处经过的不在其中</translation>
    </message>
    <message>
        <source>seen message by message in the proxy while it listened, for {time}; what passed before, after or elsewhere is not in it</source>
        <translation>代理监听期间（{time}）逐条观察到；此前、此后或从别处经过的不在其中</translation>
    </message>
    <message>
        <source>seen message by message in the proxy, which has listened for {time}; what passed before or elsewhere is not in it</source>
        <translation>在代理中逐条观察到，已监听 {time}；此前或从别处经过的不在其中</translation>
    </message>
    <message>
        <source>seen now</source>
        <translation>当前观察到</translation>
    </message>
    <message>
        <source>seen one by one while the firehose or the proxy looked: what passed before, and in between, is not counted here</source>
        <translation>在 firehose 或代理观察期间逐条看到：此前和其间经过的消息不计入</translation>
    </message>
    <message>
        <source>seen so far</source>
        <translation>迄今观察到</translation>
    </message>
    <message>
        <source>segments of {value}</source>
        <translation>每段 {value}</translation>
    </message>
    <message>
        <source>sends its dead letters here</source>
        <translation>将其死信发到这里</translation>
    </message>
    <message>
        <source>service</source>
        <translation>服务</translation>
    </message>
    <message>
        <source>service {name}</source>
        <translation>服务 {name}</translation>
    </message>
    <message>
        <source>service, not connected now</source>
        <translation>服务，当前未连接</translation>
    </message>
    <message>
        <source>services</source>
        <translation>服务</translation>
    </message>
    <message>
        <source>services of that name</source>
        <translation>该名称的服务</translation>
    </message>
    <message>
        <source>set event_exchange.protocol = amqp_0_9_1 in rabbitmq.conf</source>
        <translation>在 rabbitmq.conf 中设置 event_exchange.protocol = amqp_0_9_1</translation>
    </message>
    <message>
        <source>set management.rates_mode = basic in rabbitmq.conf and restart the broker</source>
        <translation>在 rabbitmq.conf 中设置 management.rates_mode = basic，然后重启 broker</translation>
    </message>
    <message>
        <source>settled now</source>
        <translation>当前处理速率</translation>
    </message>
    <message>
        <source>share</source>
        <translation>占比</translation>
    </message>
    <message>
        <source>show fewer</source>
        <translation>收起</translation>
    </message>
    <message>
        <source>shown</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>since {time}</source>
        <translation>自 {time} 起</translation>
    </message>
    <message>
        <source>size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>some of what it publishes is returned, nacked or never confirmed</source>
        <translation>发布的部分消息被退回、否定确认或从未收到确认</translation>
    </message>
    <message>
        <source>some of what it publishes reaches no queue</source>
        <translation>它发布的部分消息没有队列接收</translation>
    </message>
    <message>
        <source>somebody has changed description, tags or default queue type of vhost &apos;{vhost}&apos; since then: they stay as they are now</source>
        <translation>此后有人修改了虚拟主机 &apos;{vhost}&apos; 的描述、标签或默认队列类型：它们保持现状</translation>
    </message>
    <message>
        <source>somebody switched tracing off on node {nodes}</source>
        <translation>有人在节点 {nodes} 上关闭了追踪</translation>
    </message>
    <message>
        <source>somebody without a name</source>
        <translation>无名者</translation>
    </message>
    <message>
        <source>something at {at} takes connections but does not answer in AMQP</source>
        <translation>{at} 接受连接，但不以 AMQP 应答</translation>
    </message>
    <message>
        <source>something passed in the last minute</source>
        <translation>最近一分钟有消息通过</translation>
    </message>
    <message>
        <source>source</source>
        <translation>依据</translation>
    </message>
    <message>
        <source>start it again</source>
        <translation>请重新启动</translation>
    </message>
    <message>
        <source>start its consumers first</source>
        <translation>先启动它的消费者</translation>
    </message>
    <message>
        <source>start the broker or correct host and port in the AMQP URL</source>
        <translation>启动 broker，或更正 AMQP URL 中的主机和端口</translation>
    </message>
    <message>
        <source>start the firehose again if you still need it</source>
        <translation>如仍需要，请重新启动 firehose</translation>
    </message>
    <message>
        <source>started with {value} replicas</source>
        <translation>初始副本数 {value}</translation>
    </message>
    <message>
        <source>such messages no longer reach the alternate exchange &apos;{name}&apos;</source>
        <translation>这些消息不再到达备用交换机 &apos;{name}&apos;</translation>
    </message>
    <message>
        <source>switched off</source>
        <translation>已关闭</translation>
    </message>
    <message>
        <source>tag {tag}</source>
        <translation>标签 {tag}</translation>
    </message>
    <message>
        <source>takes in {rate}</source>
        <translation>流入 {rate}</translation>
    </message>
    <message>
        <source>tap &apos;{name}&apos;</source>
        <translation>旁听 &apos;{name}&apos;</translation>
    </message>
    <message>
        <source>tap an exchange further up or down the flow</source>
        <translation>旁听流中更上游或更下游的交换机</translation>
    </message>
    <message>
        <source>tap an exchange or queue further up or down</source>
        <translation>旁听更上游或更下游的交换机或队列</translation>
    </message>
    <message>
        <source>tap another exchange: what is sent straight to a queue cannot be copied</source>
        <translation>旁听其他交换机：直接发到队列的消息无法复制</translation>
    </message>
    <message>
        <source>teal</source>
        <translation>青色</translation>
    </message>
    <message>
        <source>text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>that is felt where the broker is busy</source>
        <translation>broker 繁忙时会感觉到</translation>
    </message>
    <message>
        <source>that is hardly felt</source>
        <translation>几乎感觉不到</translation>
    </message>
    <message>
        <source>that is more than it could carry: listen to less</source>
        <translation>这超出了它的承受能力：请少监听一些</translation>
    </message>
    <message>
        <source>that may slow services down: listen to less, or not for long</source>
        <translation>这可能会拖慢服务：请少监听一些，或不要监听太久</translation>
    </message>
    <message>
        <source>that of AMQP</source>
        <translation>与 AMQP 相同</translation>
    </message>
    <message>
        <source>that of the certificate</source>
        <translation>取自证书</translation>
    </message>
    <message>
        <source>that they had</source>
        <translation>原有的路由键</translation>
    </message>
    <message>
        <source>the AMQP URL cannot be read; it looks like {url}</source>
        <translation>无法解析 AMQP URL；应形如 {url}</translation>
    </message>
    <message>
        <source>the AMQP URL has an @ behind its host (in a password or vhost / # ? @ are written %2F %23 %3F %40)</source>
        <translation>AMQP URL 的主机之后有 @（密码或虚拟主机中的 / # ? @ 写作 %2F %23 %3F %40）</translation>
    </message>
    <message>
        <source>the AMQP URL says how to use TLS: it must start with amqps://</source>
        <translation>AMQP URL 指定了 TLS 的用法：必须以 amqps:// 开头</translation>
    </message>
    <message>
        <source>the Prometheus URL has no login, that of the management API is used where it asks: it must be like {url}</source>
        <translation>Prometheus URL 不含登录信息，需要时使用管理 API 的登录：它应形如 {url}</translation>
    </message>
    <message>
        <source>the Prometheus field</source>
        <translation>Prometheus 栏</translation>
    </message>
    <message>
        <source>the TLS certificate of {at} has expired</source>
        <translation>{at} 的 TLS 证书已过期</translation>
    </message>
    <message>
        <source>the TLS certificate of {at} is another host&apos;s: {said}</source>
        <translation>{at} 的 TLS 证书属于另一台主机：{said}</translation>
    </message>
    <message>
        <source>the TLS certificate of {at} is not trusted: {said}</source>
        <translation>{at} 的 TLS 证书不受信任：{said}</translation>
    </message>
    <message>
        <source>the TLS certificate of {at} is not valid yet</source>
        <translation>{at} 的 TLS 证书尚未生效</translation>
    </message>
    <message>
        <source>the address behind the name of the host</source>
        <translation>主机名对应的地址</translation>
    </message>
    <message>
        <source>the alternate exchange of {exchange}</source>
        <translation>{exchange} 的备用交换机</translation>
    </message>
    <message>
        <source>the auto-delete exchange &apos;{name}&apos; lives at least as long as the tap, even if all its other bindings go</source>
        <translation>即使其他绑定全部消失，自动删除的交换机 &apos;{name}&apos; 也至少存活到旁听结束</translation>
    </message>
    <message>
        <source>the boolean {value}</source>
        <translation>布尔值 {value}</translation>
    </message>
    <message>
        <source>the broker accepts no more connections: {text}</source>
        <translation>broker 不再接受更多连接：{text}</translation>
    </message>
    <message>
        <source>the broker blocks publishers: it is low on memory or disk (a resource alarm is set)</source>
        <translation>broker 阻塞了发布者：内存或磁盘不足（已触发资源告警）</translation>
    </message>
    <message>
        <source>the broker closed the channel: {code} {text}</source>
        <translation>broker 关闭了信道：{code} {text}</translation>
    </message>
    <message>
        <source>the broker closed the connection: {code} {text}</source>
        <translation>broker 关闭了连接：{code} {text}</translation>
    </message>
    <message>
        <source>the broker copies every message that passes the vhost: in a measurement its throughput fell to about a fifth while Flowscope listened to everything (RabbitMQ 3.10: 16,502 to 3,521 messages/s, 4.0: 11,325 to 2,712), and to 70% for what no pattern asks for</source>
        <translation>broker 会复制经过该虚拟主机的每条消息：在一次测量中，Flowscope 监听全部消息时吞吐量降到约五分之一（RabbitMQ 3.10：从 16,502 条/s 降到 3,521 条/s，4.0：从 11,325 条/s 降到 2,712 条/s），而没有被任何模式选中的消息降到 70%</translation>
    </message>
    <message>
        <source>the broker did not take it (a queue is full or failed)</source>
        <translation>broker 未接收（某个队列已满或出错）</translation>
    </message>
    <message>
        <source>the broker does not allow it: {text}</source>
        <translation>broker 不允许此操作：{text}</translation>
    </message>
    <message>
        <source>the broker dropped copies: nobody knows how many</source>
        <translation>broker 丢弃了副本：数量未知</translation>
    </message>
    <message>
        <source>the broker holds publishers back: {why}</source>
        <translation>broker 正在阻止发布者：{why}</translation>
    </message>
    <message>
        <source>the broker is shutting down</source>
        <translation>broker 正在关闭</translation>
    </message>
    <message>
        <source>the broker itself</source>
        <translation>broker 自身</translation>
    </message>
    <message>
        <source>the broker or an operator closed the connection: {text}</source>
        <translation>broker 或管理员关闭了连接：{text}</translation>
    </message>
    <message>
        <source>the broker refuses it: {text}</source>
        <translation>broker 拒绝了请求：{text}</translation>
    </message>
    <message>
        <source>the broker refuses the login by certificate: it has no user of the name in it</source>
        <translation>broker 拒绝以证书登录：没有证书中名称对应的用户</translation>
    </message>
    <message>
        <source>the broker refuses the login of user &apos;{user}&apos;: wrong user or password</source>
        <translation>broker 拒绝用户 &apos;{user}&apos; 登录：用户或密码错误</translation>
    </message>
    <message>
        <source>the broker removed its consumer of queue {queue} at {time} (as it does when a channel ends, or at a consumer timeout: after too long without an ack)</source>
        <translation>broker 于 {time} 移除了它在队列 {queue} 上的消费者（信道结束时，或因 consumer timeout（太久没有确认）时会这样）</translation>
    </message>
    <message>
        <source>the broker&apos;s samples</source>
        <translation>broker 的采样</translation>
    </message>
    <message>
        <source>the broker&apos;s samples, taken at most {n} s apart</source>
        <translation>broker 的采样，间隔不超过 {n} 秒</translation>
    </message>
    <message>
        <source>the certificate can only be the login where there is one: name its file</source>
        <translation>只有指定了证书才能以证书登录：请指定其文件</translation>
    </message>
    <message>
        <source>the certificate can only be the login with TLS: switch it on</source>
        <translation>只有使用 TLS 才能以证书登录：请启用 TLS</translation>
    </message>
    <message>
        <source>the certificate is the login</source>
        <translation>以证书登录</translation>
    </message>
    <message>
        <source>the connection failed: {text} ({name})</source>
        <translation>连接失败：{text}（{name}）</translation>
    </message>
    <message>
        <source>the connection to {at} was lost</source>
        <translation>与 {at} 的连接已断开</translation>
    </message>
    <message>
        <source>the counters of {nodes} are not read: what its channels do is not counted</source>
        <translation>未读取 {nodes} 的计数器：其信道上的活动不计入</translation>
    </message>
    <message>
        <source>the default exchange</source>
        <translation>默认交换机</translation>
    </message>
    <message>
        <source>the default exchange can be neither bound nor declared</source>
        <translation>默认交换机既不能绑定也不能声明</translation>
    </message>
    <message>
        <source>the default exchange cannot be tapped: RabbitMQ allows no bindings to it</source>
        <translation>无法旁听默认交换机：RabbitMQ 不允许对它绑定</translation>
    </message>
    <message>
        <source>the demo was ended before it began</source>
        <translation>演示在开始之前就已结束</translation>
    </message>
    <message>
        <source>the exchange is internal: only other exchanges may publish to it ({text})</source>
        <translation>该交换机为 internal：只有其他交换机可以向它发布（{text}）</translation>
    </message>
    <message>
        <source>the exchange {source} is not declared any more: this was counted before</source>
        <translation>交换机 {source} 已不再声明：这是之前的计数</translation>
    </message>
    <message>
        <source>the exchange&apos;s name</source>
        <translation>交换机的名称</translation>
    </message>
    <message>
        <source>the firehose has ended</source>
        <translation>firehose 已结束</translation>
    </message>
    <message>
        <source>the host name &apos;{host}&apos; cannot be resolved</source>
        <translation>无法解析主机名 &apos;{host}&apos;</translation>
    </message>
    <message>
        <source>the host that it connects from</source>
        <translation>它连接时所在的主机</translation>
    </message>
    <message>
        <source>the host&apos;s</source>
        <translation>与主机名相同</translation>
    </message>
    <message>
        <source>the key in {key} is encrypted, and nobody is asked for its passphrase</source>
        <translation>{key} 中的密钥已加密，而此处不会询问口令</translation>
    </message>
    <message>
        <source>the key in {key} is not that of the certificate in {certificate}</source>
        <translation>{key} 中的密钥与 {certificate} 中的证书不匹配</translation>
    </message>
    <message>
        <source>the login in the management URL has no user: it must be like {url}</source>
        <translation>管理 URL 的登录信息缺少用户：它应形如 {url}</translation>
    </message>
    <message>
        <source>the management API alone (rates_mode = basic) has only totals, and more than one edge can have a part in them; enable the plugin rabbitmq_prometheus for the rest</source>
        <translation>只有管理 API (rates_mode = basic) 时只有总数，其中可能包含不止一条连线；启用插件 rabbitmq_prometheus 可得到其余部分</translation>
    </message>
    <message>
        <source>the management API is switched off</source>
        <translation>管理 API 已关闭</translation>
    </message>
    <message>
        <source>the management URL must be like {url} or the word off (in user and password : / # ? @ are written %3A %2F %23 %3F %40)</source>
        <translation>管理 URL 应形如 {url}，或为单词 off（用户和密码中的 : / # ? @ 写作 %3A %2F %23 %3F %40）</translation>
    </message>
    <message>
        <source>the management field</source>
        <translation>管理 API 栏</translation>
    </message>
    <message>
        <source>the message is larger than the broker accepts: {text}</source>
        <translation>消息大小超过 broker 的上限：{text}</translation>
    </message>
    <message>
        <source>the moment when it is sent, such as 2026-05-01T12:00:00.000Z</source>
        <translation>发送的时刻，例如 2026-05-01T12:00:00.000Z</translation>
    </message>
    <message>
        <source>the name that its client gives the connection; replicas are grouped</source>
        <translation>客户端给连接起的名称；副本归为一组</translation>
    </message>
    <message>
        <source>the node is just starting</source>
        <translation>节点正在启动</translation>
    </message>
    <message>
        <source>the number of the message in its run, from 1</source>
        <translation>消息在本次运行中的序号，从 1 开始</translation>
    </message>
    <message>
        <source>the number {value}</source>
        <translation>数字 {value}</translation>
    </message>
    <message>
        <source>the only one that is bound</source>
        <translation>唯一绑定的</translation>
    </message>
    <message>
        <source>the opposite</source>
        <translation>取反</translation>
    </message>
    <message>
        <source>the others inferred</source>
        <translation>其余由推断得出</translation>
    </message>
    <message>
        <source>the plugin rabbitmq_event_exchange is not enabled</source>
        <translation>未启用插件 rabbitmq_event_exchange</translation>
    </message>
    <message>
        <source>the port of the AMQP URL is not a number from 1 to 65535 (in a password or vhost / # ? @ are written %2F %23 %3F %40)</source>
        <translation>AMQP URL 的端口不是 1 到 65535 的数字（密码或虚拟主机中的 / # ? @ 写作 %2F %23 %3F %40）</translation>
    </message>
    <message>
        <source>the private queue of the firehose was deleted</source>
        <translation>firehose 的私有队列被删除</translation>
    </message>
    <message>
        <source>the profile &apos;{name}&apos; is read-only</source>
        <translation>连接配置 &apos;{name}&apos; 是只读的</translation>
    </message>
    <message>
        <source>the profiles cannot be written to {file}: {why}</source>
        <translation>无法将连接配置写入 {file}：{why}</translation>
    </message>
    <message>
        <source>the property user_id is not the user of this connection: {text}</source>
        <translation>属性 user_id 不是此连接的用户：{text}</translation>
    </message>
    <message>
        <source>the proxy could not be started: {why}</source>
        <translation>无法启动代理：{why}</translation>
    </message>
    <message>
        <source>the proxy ended unexpectedly (status {code}); its clients were cut off</source>
        <translation>代理意外结束（状态 {code}）；其客户端连接已断开</translation>
    </message>
    <message>
        <source>the publisher was stopped</source>
        <translation>发布已停止</translation>
    </message>
    <message>
        <source>the queue is exclusive to another connection: {text}</source>
        <translation>该队列由另一个连接独占：{text}</translation>
    </message>
    <message>
        <source>the queue was changed ({what})</source>
        <translation>队列被更改（{what}）</translation>
    </message>
    <message>
        <source>the queue was declared</source>
        <translation>队列被声明</translation>
    </message>
    <message>
        <source>the queue&apos;s own gauges, which the broker renews about every 5 s</source>
        <translation>队列自身的计量值，broker 大约每 5 秒更新一次</translation>
    </message>
    <message>
        <source>the routing key</source>
        <translation>路由键</translation>
    </message>
    <message>
        <source>the routing key has to be the name of a queue, and is empty</source>
        <translation>路由键须为队列名称，但它是空的</translation>
    </message>
    <message>
        <source>the same correlation_id {id}</source>
        <translation>相同的 correlation_id {id}</translation>
    </message>
    <message>
        <source>the same node as {url}</source>
        <translation>与 {url} 是同一节点</translation>
    </message>
    <message>
        <source>the same traceparent trace {id}</source>
        <translation>traceparent 中相同的 trace {id}</translation>
    </message>
    <message>
        <source>the sum of {counter} over the services that publish here</source>
        <translation>所有向这里发布的服务的 {counter} 之和</translation>
    </message>
    <message>
        <source>the sum of {known} of {all} counters.</source>
        <translation>{all} 个计数器中 {known} 个之和。</translation>
    </message>
    <message>
        <source>the tap failed: {error!r}</source>
        <translation>旁听失败：{error!r}</translation>
    </message>
    <message>
        <source>the tap&apos;s queue was deleted on the broker</source>
        <translation>旁听的队列在 broker 上被删除</translation>
    </message>
    <message>
        <source>the text {value}</source>
        <translation>文本 {value}</translation>
    </message>
    <message>
        <source>the {name} URL must be like {url} or the word off</source>
        <translation>{name} URL 应形如 {url}，或为 off</translation>
    </message>
    <message>
        <source>the {name} URL must be like {url} or the word off, not like {given!r}</source>
        <translation>{name} URL 应形如 {url}，或为 off，而不是 {given!r}</translation>
    </message>
    <message>
        <source>then caused {n:,}</source>
        <translation>随后引发 {n:,} 条</translation>
    </message>
    <message>
        <source>there</source>
        <translation>可用</translation>
    </message>
    <message>
        <source>there is a header {name!r} already</source>
        <translation>已有消息头 {name!r}</translation>
    </message>
    <message>
        <source>there is a profile &apos;{name}&apos; already</source>
        <translation>已有连接配置“{name}”</translation>
    </message>
    <message>
        <source>there is no property {name!r}; there are {names}</source>
        <translation>没有属性 {name!r}；可用的有 {names}</translation>
    </message>
    <message>
        <source>they are removed at the end</source>
        <translation>结束时会将其删除</translation>
    </message>
    <message>
        <source>they are removed at the end (but not what was there before: {found})</source>
        <translation>结束时会将其删除（之前已存在的除外：{found}）</translation>
    </message>
    <message>
        <source>they stay</source>
        <translation>它们会保留</translation>
    </message>
    <message>
        <source>this bracket is not closed</source>
        <translation>括号未闭合</translation>
    </message>
    <message>
        <source>this bracket was never opened</source>
        <translation>没有与此括号对应的左括号</translation>
    </message>
    <message>
        <source>this broker has no amq.rabbitmq.trace in the vhost</source>
        <translation>此 broker 的该虚拟主机中没有 amq.rabbitmq.trace</translation>
    </message>
    <message>
        <source>this goes too deep: leave out some brackets</source>
        <translation>嵌套过深：请减少括号</translation>
    </message>
    <message>
        <source>this number is too large: at most 1G</source>
        <translation>数值过大：最大为 1G</translation>
    </message>
    <message>
        <source>this quote is not closed</source>
        <translation>引号未闭合</translation>
    </message>
    <message>
        <source>those that this computer trusts</source>
        <translation>本机信任的 CA</translation>
    </message>
    <message>
        <source>time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>times</source>
        <translation>耗时</translation>
    </message>
    <message>
        <source>timestamp</source>
        <translation>时间戳</translation>
    </message>
    <message>
        <source>timestamp {seconds}, in seconds since 1970</source>
        <translation>timestamp {seconds}，自 1970 年起的秒数</translation>
    </message>
    <message>
        <source>to</source>
        <translation>到</translation>
    </message>
    <message>
        <source>to every bound queue, whatever the routing key</source>
        <translation>到每个绑定的队列，不论路由键</translation>
    </message>
    <message>
        <source>to no queue</source>
        <translation>未进入队列</translation>
    </message>
    <message>
        <source>to queues bound with exactly the message&apos;s routing key</source>
        <translation>到绑定键与消息的路由键完全相同的队列</translation>
    </message>
    <message>
        <source>to queues whose binding pattern matches the routing key (* one word, # any)</source>
        <translation>到绑定模式与路由键匹配的队列（* 匹配一个词，# 匹配任意多个词）</translation>
    </message>
    <message>
        <source>to {exchange}</source>
        <translation>到 {exchange}</translation>
    </message>
    <message>
        <source>to {service}</source>
        <translation>投递给 {service}</translation>
    </message>
    <message>
        <source>told by the broker&apos;s counters</source>
        <translation>由 broker 的计数器得知</translation>
    </message>
    <message>
        <source>told by the management API</source>
        <translation>由管理 API 得知</translation>
    </message>
    <message>
        <source>topology</source>
        <translation>拓扑</translation>
    </message>
    <message>
        <source>topology is pushed</source>
        <translation>拓扑变更实时推送</translation>
    </message>
    <message>
        <source>totals</source>
        <translation>总数</translation>
    </message>
    <message>
        <source>tracing is off again; description, tags or default queue type of the vhost were changed by somebody in between and stay as they are now</source>
        <translation>追踪已重新关闭；其间有人修改了虚拟主机的描述、标签或默认队列类型，它们保持现状</translation>
    </message>
    <message>
        <source>tracing is off again; the vhost is exactly as it was before</source>
        <translation>追踪已重新关闭；虚拟主机与之前完全一样</translation>
    </message>
    <message>
        <source>tracing is off; Flowscope switches it on only when asked for</source>
        <translation>追踪已关闭；Flowscope 仅在要求时开启</translation>
    </message>
    <message>
        <source>tracing is on right now (node {nodes}) and every message pays for it; listening: queue {queues}</source>
        <translation>追踪当前已开启（节点 {nodes}），每条消息都会增加开销；正在监听：队列 {queues}</translation>
    </message>
    <message>
        <source>tracing is on right now (node {nodes}) and every message pays for it; nobody listens</source>
        <translation>追踪当前已开启（节点 {nodes}），每条消息都会增加开销；没有人在监听</translation>
    </message>
    <message>
        <source>tracing is on; listening to {patterns}</source>
        <translation>追踪已开启；正在监听 {patterns}</translation>
    </message>
    <message>
        <source>tracing of vhost &apos;{vhost}&apos;, which Flowscope had switched on at {time} before it was killed, is switched off again (node {nodes})</source>
        <translation>Flowscope 被终止前于 {time} 开启的虚拟主机 &apos;{vhost}&apos; 的追踪已重新关闭（节点 {nodes}）</translation>
    </message>
    <message>
        <source>tracing of vhost &apos;{vhost}&apos;, which Flowscope had switched on at {time} before it was killed, stays on for now: {why}; the next start looks again</source>
        <translation>Flowscope 被终止前于 {time} 开启的虚拟主机 &apos;{vhost}&apos; 的追踪暂时保持开启：{why}；下次启动时会再次检查</translation>
    </message>
    <message>
        <source>tracing stays on for now: {why}</source>
        <translation>追踪暂时保持开启：{why}</translation>
    </message>
    <message>
        <source>tracing stays on for now: {why}; the next start looks again</source>
        <translation>追踪暂时保持开启：{why}；下次启动时会再次检查</translation>
    </message>
    <message>
        <source>tracing stays on, as it was before</source>
        <translation>追踪保持开启，与之前一样</translation>
    </message>
    <message>
        <source>tracing stays on: another Flowscope listens, and switches it off when it leaves</source>
        <translation>追踪保持开启：另一个 Flowscope 正在监听，它离开时会关闭追踪</translation>
    </message>
    <message>
        <source>traffic unknown</source>
        <translation>流量未知</translation>
    </message>
    <message>
        <source>transient</source>
        <translation>非持久</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>true 或 false</translation>
    </message>
    <message>
        <source>true rates on every edge, every second</source>
        <translation>每条连线上每秒的真实速率</translation>
    </message>
    <message>
        <source>try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>try again once the broker is back</source>
        <translation>broker 恢复后重试</translation>
    </message>
    <message>
        <source>trying …</source>
        <translation>正在尝试…</translation>
    </message>
    <message>
        <source>type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>type unknown</source>
        <translation>类型未知</translation>
    </message>
    <message>
        <source>type {type}</source>
        <translation>类型 {type}</translation>
    </message>
    <message>
        <source>unacked</source>
        <translation>未确认</translation>
    </message>
    <message>
        <source>unacked for {age}</source>
        <translation>未确认已 {age}</translation>
    </message>
    <message>
        <source>unconfirmed for {age}</source>
        <translation>待发布确认已 {age}</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>unknown service</source>
        <translation>未知服务</translation>
    </message>
    <message>
        <source>unroutable messages go to {value}</source>
        <translation>无法路由的消息发往{value}</translation>
    </message>
    <message>
        <source>unterminated string starting at</source>
        <translation>字符串从此处开始，没有结束</translation>
    </message>
    <message>
        <source>use a queue that is not exclusive</source>
        <translation>使用非独占的队列</translation>
    </message>
    <message>
        <source>use amqp:// if that port does not speak TLS (5672 usually does not, 5671 does)</source>
        <translation>如果该端口不使用 TLS，请改用 amqp://（5672 通常不使用，5671 使用）</translation>
    </message>
    <message>
        <source>use amqps:// instead of amqp://</source>
        <translation>请用 amqps:// 代替 amqp://</translation>
    </message>
    <message>
        <source>use another profile, or take the read-only mark off this one</source>
        <translation>使用其他连接配置，或取消此配置的只读标记</translation>
    </message>
    <message>
        <source>use http:// if that port does not speak TLS (15672 usually does not, 15671 does)</source>
        <translation>如果该端口不使用 TLS，请改用 http://（15672 通常不使用，15671 使用）</translation>
    </message>
    <message>
        <source>use https:// instead of http://</source>
        <translation>请用 https:// 代替 http://</translation>
    </message>
    <message>
        <source>use the host name of the certificate, or give its name with server_name_indication=… in the AMQP URL or as the server name of a profile</source>
        <translation>使用证书中的主机名，或在 AMQP URL 中用 server_name_indication=… 或在连接配置的服务器名称中给出</translation>
    </message>
    <message>
        <source>use the properties and arguments with which it was declared</source>
        <translation>使用声明时的属性和参数</translation>
    </message>
    <message>
        <source>user</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>user &apos;{user}&apos; has no permissions in vhost &apos;{vhost}&apos;</source>
        <translation>用户 &apos;{user}&apos; 在虚拟主机 &apos;{vhost}&apos; 中没有权限</translation>
    </message>
    <message>
        <source>user &apos;{user}&apos; lacks a permission in vhost &apos;{vhost}&apos;: {text}</source>
        <translation>用户 &apos;{user}&apos; 在虚拟主机 &apos;{vhost}&apos; 中缺少权限：{text}</translation>
    </message>
    <message>
        <source>user &apos;{user}&apos; may listen, but not switch tracing on: its tags are {tags}</source>
        <translation>用户 &apos;{user}&apos; 可以监听，但不能开启追踪：其标签为 {tags}</translation>
    </message>
    <message>
        <source>user &apos;{user}&apos; may log in</source>
        <translation>用户 &apos;{user}&apos; 可以登录</translation>
    </message>
    <message>
        <source>user &apos;{user}&apos; may not switch tracing: that takes an administrator</source>
        <translation>用户 &apos;{user}&apos; 不能切换追踪：需要管理员</translation>
    </message>
    <message>
        <source>user id</source>
        <translation>用户 ID</translation>
    </message>
    <message>
        <source>user {user}</source>
        <translation>用户 {user}</translation>
    </message>
    <message>
        <source>usual time</source>
        <translation>通常用时</translation>
    </message>
    <message>
        <source>value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>vanished</source>
        <translation>消失</translation>
    </message>
    <message>
        <source>verify in the AMQP URL is verify_peer or verify_none</source>
        <translation>AMQP URL 中的 verify 为 verify_peer 或 verify_none</translation>
    </message>
    <message>
        <source>vhost</source>
        <translation>虚拟主机</translation>
    </message>
    <message>
        <source>vhost &apos;{vhost}&apos; does not exist</source>
        <translation>虚拟主机 &apos;{vhost}&apos; 不存在</translation>
    </message>
    <message>
        <source>vhost &apos;{vhost}&apos; is down on the broker</source>
        <translation>虚拟主机 &apos;{vhost}&apos; 在 broker 上已停止</translation>
    </message>
    <message>
        <source>vhost {vhost}</source>
        <translation>虚拟主机 {vhost}</translation>
    </message>
    <message>
        <source>violet</source>
        <translation>紫色</translation>
    </message>
    <message>
        <source>waits for a confirm for {age}</source>
        <translation>等待发布确认已 {age}</translation>
    </message>
    <message>
        <source>waits: not the active one</source>
        <translation>等待中：不是活动的消费者</translation>
    </message>
    <message>
        <source>watching</source>
        <translation>正在观察</translation>
    </message>
    <message>
        <source>ways</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>what</source>
        <translation>变化</translation>
    </message>
    <message>
        <source>what comes from exchange &apos;{name}&apos; is not seen: its type {type} may give a message to one binding only</source>
        <translation>看不到来自交换机 &apos;{name}&apos; 的消息：其类型 {type} 可能只把消息交给一个绑定</translation>
    </message>
    <message>
        <source>what is selected</source>
        <translation>所选内容</translation>
    </message>
    <message>
        <source>what is sent straight to the queue through the default exchange is not seen: RabbitMQ allows no second binding there</source>
        <translation>看不到经默认交换机直接发到该队列的消息：RabbitMQ 不允许在那里再加绑定</translation>
    </message>
    <message>
        <source>what one service publishes and the other is delivered</source>
        <translation>由一个服务发布、投递给另一个服务的消息</translation>
    </message>
    <message>
        <source>what queues counted that have been deleted for long</source>
        <translation>早已删除的队列所计的数量</translation>
    </message>
    <message>
        <source>what stands behind ? has fields of its own</source>
        <translation>? 之后的内容有单独的字段</translation>
    </message>
    <message>
        <source>what the proxy saw could not be read ({kind}: {fault})</source>
        <translation>无法读取代理看到的内容（{kind}：{fault}）</translation>
    </message>
    <message>
        <source>what was asked for ({text})</source>
        <translation>所请求的对象（{text}）</translation>
    </message>
    <message>
        <source>when full, new messages are refused (nacked)</source>
        <translation>满时拒收新消息（否定确认）</translation>
    </message>
    <message>
        <source>when full, new messages are refused and dead-lettered</source>
        <translation>满时拒收新消息并将其变为死信</translation>
    </message>
    <message>
        <source>when full, the oldest messages are dropped or dead-lettered</source>
        <translation>满时丢弃最旧的消息，或将其变为死信</translation>
    </message>
    <message>
        <source>when it is full</source>
        <translation>满时</translation>
    </message>
    <message>
        <source>when returned</source>
        <translation>多次退回时</translation>
    </message>
    <message>
        <source>when they wait</source>
        <translation>久等时</translation>
    </message>
    <message>
        <source>where {node} publishes and consumes ({sizes})</source>
        <translation>{node} 发布和消费的位置（{sizes}）</translation>
    </message>
    <message>
        <source>whether tracing is on cannot be told: {why}</source>
        <translation>无法得知追踪是否开启：{why}</translation>
    </message>
    <message>
        <source>which is bound to {exchange} ({keys})</source>
        <translation>它绑定到 {exchange}，{keys}</translation>
    </message>
    <message>
        <source>who is connected, what is declared, queue depths</source>
        <translation>谁已连接、声明了什么、队列深度</translation>
    </message>
    <message>
        <source>whole broker</source>
        <translation>整个 broker</translation>
    </message>
    <message>
        <source>whole number</source>
        <translation>整数</translation>
    </message>
    <message>
        <source>why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>with --management-url</source>
        <translation>用 --management-url </translation>
    </message>
    <message>
        <source>with --management-url http://user:password@host:15672</source>
        <translation>用 --management-url http://user:password@host:15672</translation>
    </message>
    <message>
        <source>with --prometheus-url</source>
        <translation>用 --prometheus-url </translation>
    </message>
    <message>
        <source>with the key # every message counts as routed: those that no queue wants are no longer returned to mandatory publishers nor counted as unroutable</source>
        <translation>使用键 # 时，每条消息都算作已路由：没有队列需要的消息不再退回给使用 mandatory 的发布者，也不再计为无法路由</translation>
    </message>
    <message>
        <source>with the key # every message of a topic exchange counts as routed</source>
        <translation>使用键 # 时，topic 交换机的每条消息都计为已路由</translation>
    </message>
    <message>
        <source>with the routing key</source>
        <translation>使用路由键</translation>
    </message>
    <message>
        <source>with {limit} in it, each new message pushes out the oldest, which {fate}</source>
        <translation>已有 {limit} 时，每条新消息挤出最旧的一条，后者{fate}</translation>
    </message>
    <message>
        <source>with {limit} in it, new messages are refused: publishers with confirms get a nack, others notice nothing</source>
        <translation>已有 {limit} 时，新消息被拒收：使用发布确认的发布者收到否定确认，其他发布者毫无察觉</translation>
    </message>
    <message>
        <source>without the management API it is unknown what else is bound: messages with these keys no longer reach an alternate exchange and are no longer returned to mandatory publishers, and if the exchange hands each message to one binding only (consistent hash, random) the tap takes messages away from their queues</source>
        <translation>没有管理 API，不知道还有哪些绑定：使用这些键的消息不再到达备用交换机，也不再退回给 mandatory 发布者；如果交换机只把每条消息交给一个绑定（consistent hash、random），旁听会从队列取走消息</translation>
    </message>
    <message>
        <source>without the management API nobody can say how {target} is bound</source>
        <translation>没有管理 API，就无法知道{target} 的绑定</translation>
    </message>
    <message>
        <source>work caused</source>
        <translation>引发的工作</translation>
    </message>
    <message>
        <source>work that one service causes for another</source>
        <translation>一个服务给另一个服务引发的工作</translation>
    </message>
    <message>
        <source>worth a look</source>
        <translation>值得留意</translation>
    </message>
    <message>
        <source>x-match {match}: any of no headers, which never matches</source>
        <translation>x-match {match}：没有列出任何消息头，永不匹配</translation>
    </message>
    <message>
        <source>x-match {match}: no header, which always matches</source>
        <translation>x-match {match}：不要求消息头，总是匹配</translation>
    </message>
    <message>
        <source>x-match {match}: {wanted}</source>
        <translation>x-match {match}：{wanted}</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>{absent} does not exist in vhost &apos;{vhost}&apos;</source>
        <translation>虚拟主机 &apos;{vhost}&apos; 中不存在 {absent}</translation>
    </message>
    <message>
        <source>{age} ago</source>
        <translation>{age}前</translation>
    </message>
    <message>
        <source>{age} ago to now</source>
        <translation>{age}前至今</translation>
    </message>
    <message>
        <source>{amount} dropped since watching began: no queue takes them</source>
        <translation>自开始观察以来 {amount} 条被丢弃：没有队列接收</translation>
    </message>
    <message>
        <source>{amount} returned since watching began: no queue takes them</source>
        <translation>自开始观察以来 {amount} 条被退回：没有队列接收</translation>
    </message>
    <message>
        <source>{answers:,} answers settled {messages:,} messages, {multiple:,} of them by multiple; the last one {last:,}.</source>
        <translation>{answers:,} 次应答处理了 {messages:,} 条消息，其中 {multiple:,} 条由 multiple 处理；最近一次 {last:,} 条。</translation>
    </message>
    <message>
        <source>{answer} {rate}, {total} in all ({provenance})</source>
        <translation>{answer} {rate}，共 {total}（{provenance}）</translation>
    </message>
    <message>
        <source>{at:,} of {n:,}</source>
        <translation>第 {at:,} 个，共 {n:,} 个</translation>
    </message>
    <message>
        <source>{at} broke the TLS handshake off: it wants a client certificate, or there is no TLS version and cipher that both know</source>
        <translation>{at} 中断了 TLS 握手：它要求客户端证书，或者双方没有共同的 TLS 版本和密码套件</translation>
    </message>
    <message>
        <source>{at} did not answer in time</source>
        <translation>{at} 未及时应答</translation>
    </message>
    <message>
        <source>{at} does not accept our client certificate</source>
        <translation>{at} 不接受我们的客户端证书</translation>
    </message>
    <message>
        <source>{at} does not trust the CA of our client certificate</source>
        <translation>{at} 不信任我们客户端证书的 CA</translation>
    </message>
    <message>
        <source>{at} lets nobody log in by certificate (EXTERNAL); it offers {offered}</source>
        <translation>{at} 不允许以证书登录 (EXTERNAL)；它提供 {offered}</translation>
    </message>
    <message>
        <source>{at} says that our client certificate has expired</source>
        <translation>{at} 表示我们的客户端证书已过期</translation>
    </message>
    <message>
        <source>{at} speaks HTTP, not AMQP</source>
        <translation>{at} 使用的是 HTTP，而不是 AMQP</translation>
    </message>
    <message>
        <source>{at} takes no user and password ({wanted}); it offers {offered}</source>
        <translation>{at} 不接受用户和密码 ({wanted})；它提供 {offered}</translation>
    </message>
    <message>
        <source>{at} wants TLS</source>
        <translation>{at} 要求使用 TLS</translation>
    </message>
    <message>
        <source>{at} wants a client certificate</source>
        <translation>{at} 要求客户端证书</translation>
    </message>
    <message>
        <source>{at} went silent: no heartbeat came</source>
        <translation>{at} 没有响应：未收到心跳</translation>
    </message>
    <message>
        <source>{bar}
The oldest:
{message}</source>
        <translation>{bar}
时间最长的：
{message}</translation>
    </message>
    <message>
        <source>{base} broke off its reply ({error})</source>
        <translation>{base} 中断了应答（{error}）</translation>
    </message>
    <message>
        <source>{base} does not answer like RabbitMQ&apos;s /metrics/detailed</source>
        <translation>{base} 的应答不像 RabbitMQ 的 /metrics/detailed</translation>
    </message>
    <message>
        <source>{base} has no {path}</source>
        <translation>{base} 没有 {path}</translation>
    </message>
    <message>
        <source>{base} is answered by {node}</source>
        <translation>{base} 由 {node} 应答</translation>
    </message>
    <message>
        <source>{base} is closed to this user, who has no tag at all</source>
        <translation>{base} 不对该用户开放：该用户没有任何标签</translation>
    </message>
    <message>
        <source>{base} is not RabbitMQ&apos;s management API</source>
        <translation>{base} 不是 RabbitMQ 的管理 API</translation>
    </message>
    <message>
        <source>{base} refused the login</source>
        <translation>{base} 拒绝登录</translation>
    </message>
    <message>
        <source>{base} refuses the vhost: the user has no permissions there</source>
        <translation>{base} 拒绝访问该虚拟主机：用户在其中没有权限</translation>
    </message>
    <message>
        <source>{base} sent more than 256 MB</source>
        <translation>{base} 发送的数据超过 256 MB</translation>
    </message>
    <message>
        <source>{base} shows this user its own connections only: it lacks a tag</source>
        <translation>{base} 只向该用户显示其自己的连接：缺少标签</translation>
    </message>
    <message>
        <source>{base} speaks AMQP, not HTTP</source>
        <translation>{base} 使用的是 AMQP，而不是 HTTP</translation>
    </message>
    <message>
        <source>{base} wants a user and a password, and AMQP logs in by certificate</source>
        <translation>{base} 需要用户和密码，而 AMQP 以证书登录</translation>
    </message>
    <message>
        <source>{beginning}… ({n:,} characters)</source>
        <translation>{beginning}…（共 {n:,} 个字符）</translation>
    </message>
    <message>
        <source>{certificate} and {key} hold no certificate with its key</source>
        <translation>{certificate} 和 {key} 中没有证书及其密钥</translation>
    </message>
    <message>
        <source>{change} at {time}</source>
        <translation>{time} {change}</translation>
    </message>
    <message>
        <source>{choices}. Which is not known.</source>
        <translation>{choices}。不知道是哪一个。</translation>
    </message>
    <message>
        <source>{confirm} or {ack}, going back</source>
        <translation>返回的{confirm}或{ack}</translation>
    </message>
    <message>
        <source>{constant} is not a JSON value</source>
        <translation>{constant} 不是 JSON 值</translation>
    </message>
    <message>
        <source>{error}. Fix it first: it cannot be changed into another form.</source>
        <translation>{error}。请先更正：现在无法转换成另一种形式。</translation>
    </message>
    <message>
        <source>{exchanges} exchanges and {queues} queues called shop.* are declared on {where}; {end}</source>
        <translation>已在 {where} 上声明 {exchanges} 个交换机和 {queues} 个名为 shop.* 的队列；{end}</translation>
    </message>
    <message>
        <source>{exchange} finds no queue {name}</source>
        <translation>{exchange} 找不到队列 {name}</translation>
    </message>
    <message>
        <source>{exchange}, {why}</source>
        <translation>{exchange}（{why}）</translation>
    </message>
    <message>
        <source>{expected} but found `{at}`</source>
        <translation>{expected}，却是 `{at}`</translation>
    </message>
    <message>
        <source>{fate} after {age}</source>
        <translation>{fate}，历时 {age}</translation>
    </message>
    <message>
        <source>{fate} {rate}</source>
        <translation>{fate} {rate}</translation>
    </message>
    <message>
        <source>{file} cannot be read: {why}</source>
        <translation>无法读取 {file}：{why}</translation>
    </message>
    <message>
        <source>{file} holds no CA certificate</source>
        <translation>{file} 中没有 CA 证书</translation>
    </message>
    <message>
        <source>{file} holds no profiles</source>
        <translation>{file} 中没有连接配置</translation>
    </message>
    <message>
        <source>{file} is nested too deeply</source>
        <translation>{file} 嵌套过深</translation>
    </message>
    <message>
        <source>{file} is not JSON (line {line}, column {column}: {why})</source>
        <translation>{file} 不是 JSON（第 {line} 行第 {column} 列：{why}）</translation>
    </message>
    <message>
        <source>{file} was written by another version of Flowscope</source>
        <translation>{file} 由另一版本的 Flowscope 写入</translation>
    </message>
    <message>
        <source>{first} and {n:,} change more</source>
        <translation>{first}，以及另外 {n:,} 项变更</translation>
    </message>
    <message>
        <source>{first} and {n:,} changes more</source>
        <translation>{first}，以及另外 {n:,} 项变更</translation>
    </message>
    <message>
        <source>{first} and {n:,} more</source>
        <translation>{first} 以及另外 {n:,} 个</translation>
    </message>
    <message>
        <source>{first} to {last}</source>
        <translation>{first} 至 {last}</translation>
    </message>
    <message>
        <source>{first} {then}</source>
        <translation>{first}{then}</translation>
    </message>
    <message>
        <source>{first}, {second}</source>
        <translation>{first}、{second}</translation>
    </message>
    <message>
        <source>{first}; {second}</source>
        <translation>{first}；{second}</translation>
    </message>
    <message>
        <source>{form}, {size}</source>
        <translation>{form}，{size}</translation>
    </message>
    <message>
        <source>{found}, {n:,} hidden</source>
        <translation>{found}，已隐藏 {n:,}</translation>
    </message>
    <message>
        <source>{found}, {n:,} on the path</source>
        <translation>{found}，{n:,} 个在路径上</translation>
    </message>
    <message>
        <source>{growth}; full at {mark:,} (max-length) in {time} at this pace</source>
        <translation>{growth}；照此速度，约 {time}后达到 {mark:,} 条 (max-length) 而满</translation>
    </message>
    <message>
        <source>{growth}; {mark:,} ready in {time} at this pace</source>
        <translation>{growth}；照此速度，约 {time}后积压 {mark:,} 条</translation>
    </message>
    <message>
        <source>{held}, {seen}</source>
        <translation>{held}，{seen}</translation>
    </message>
    <message>
        <source>{host} can be reached from other machines, without TLS: passwords can be read on the way.</source>
        <translation>{host} 可从其他机器访问，且没有 TLS：密码可能在途中被读取。</translation>
    </message>
    <message>
        <source>{host} is an address already</source>
        <translation>{host} 本身就是地址</translation>
    </message>
    <message>
        <source>{host} is {addresses}</source>
        <translation>{host} 为 {addresses}</translation>
    </message>
    <message>
        <source>{host} takes connections on port {port}</source>
        <translation>{host} 在端口 {port} 接受连接</translation>
    </message>
    <message>
        <source>{how}; RabbitMQ counts replies by way of amq.rabbitmq.reply-to as dropped here, though they arrive</source>
        <translation>{how}；经由 amq.rabbitmq.reply-to 的回复虽已到达，RabbitMQ 仍在此计为被丢弃</translation>
    </message>
    <message>
        <source>{keys} or {others}</source>
        <translation>{keys} 或 {others}</translation>
    </message>
    <message>
        <source>{key}  {name}, {service}</source>
        <translation>{key}  {name}，{service}</translation>
    </message>
    <message>
        <source>{key} matches</source>
        <translation>{key} 匹配</translation>
    </message>
    <message>
        <source>{key} to {queue}</source>
        <translation>{key}（到 {queue}）</translation>
    </message>
    <message>
        <source>{key} to {queue}: {difference}</source>
        <translation>{key}（到 {queue}）：{difference}</translation>
    </message>
    <message>
        <source>{kind}, gone</source>
        <translation>{kind}，已消失</translation>
    </message>
    <message>
        <source>{line} above {limit}</source>
        <translation>{line} 高于 {limit}</translation>
    </message>
    <message>
        <source>{listed:,} of {fitting:,}</source>
        <translation>{listed:,} / {fitting:,}</translation>
    </message>
    <message>
        <source>{low} to {high}: {n:,} ({share})</source>
        <translation>{low} 至 {high}：{n:,} ({share})</translation>
    </message>
    <message>
        <source>{many} message</source>
        <translation>{many} 条消息</translation>
    </message>
    <message>
        <source>{many} messages</source>
        <translation>{many} 条消息</translation>
    </message>
    <message>
        <source>{mend}; {plugin}</source>
        <translation>{mend}；{plugin}</translation>
    </message>
    <message>
        <source>{menu}: {entry}</source>
        <translation>{menu}：{entry}</translation>
    </message>
    <message>
        <source>{message} comes back again and again: redelivered at least {n:,} times</source>
        <translation>{message} 反复返回：至少重新投递 {n:,} 次</translation>
    </message>
    <message>
        <source>{message} goes round by way of dead-lettering: {n:,} times from {queue}</source>
        <translation>{message} 经由死信循环：从 {queue} 出来 {n:,} 次</translation>
    </message>
    <message>
        <source>{message}, held for at least {time}</source>
        <translation>{message}，已持有至少 {time}</translation>
    </message>
    <message>
        <source>{modes}, prefetch {limits}</source>
        <translation>{modes}，预取上限 {limits}</translation>
    </message>
    <message>
        <source>{n:,} answers, each for one message.</source>
        <translation>{n:,} 次应答，每次一条消息。</translation>
    </message>
    <message>
        <source>{n:,} belong with it</source>
        <translation>相关 {n:,} 条</translation>
    </message>
    <message>
        <source>{n:,} channel</source>
        <translation>{n:,} 个信道</translation>
    </message>
    <message>
        <source>{n:,} channels</source>
        <translation>{n:,} 个信道</translation>
    </message>
    <message>
        <source>{n:,} clients</source>
        <translation>{n:,} 个客户端</translation>
    </message>
    <message>
        <source>{n:,} clients lose their connection</source>
        <translation>{n:,} 个客户端将断开连接</translation>
    </message>
    <message>
        <source>{n:,} confirmed</source>
        <translation>发布确认 {n:,}</translation>
    </message>
    <message>
        <source>{n:,} connection</source>
        <translation>{n:,} 个连接</translation>
    </message>
    <message>
        <source>{n:,} connections</source>
        <translation>{n:,} 个连接</translation>
    </message>
    <message>
        <source>{n:,} consumer</source>
        <translation>{n:,} 个消费者</translation>
    </message>
    <message>
        <source>{n:,} consumer, {how}</source>
        <translation>{n:,} 个消费者，{how}</translation>
    </message>
    <message>
        <source>{n:,} consumers</source>
        <translation>{n:,} 个消费者</translation>
    </message>
    <message>
        <source>{n:,} consumers, {how}</source>
        <translation>{n:,} 个消费者，{how}</translation>
    </message>
    <message>
        <source>{n:,} edge</source>
        <translation>{n:,} 条连线</translation>
    </message>
    <message>
        <source>{n:,} edges</source>
        <translation>{n:,} 条连线</translation>
    </message>
    <message>
        <source>{n:,} exchange</source>
        <translation>{n:,} 个交换机</translation>
    </message>
    <message>
        <source>{n:,} exchanges</source>
        <translation>{n:,} 个交换机</translation>
    </message>
    <message>
        <source>{n:,} fit</source>
        <translation>{n:,} 条符合</translation>
    </message>
    <message>
        <source>{n:,} found</source>
        <translation>找到 {n:,} 个</translation>
    </message>
    <message>
        <source>{n:,} hidden</source>
        <translation>已隐藏 {n:,} 项</translation>
    </message>
    <message>
        <source>{n:,} hidden · show all</source>
        <translation>已隐藏 {n:,} · 全部显示</translation>
    </message>
    <message>
        <source>{n:,} in trouble</source>
        <translation>{n:,} 个有问题</translation>
    </message>
    <message>
        <source>{n:,} lanes not shown</source>
        <translation>{n:,} 条泳道未显示</translation>
    </message>
    <message>
        <source>{n:,} lost</source>
        <translation>丢失 {n:,}</translation>
    </message>
    <message>
        <source>{n:,} messages in sight</source>
        <translation>所见范围内 {n:,} 条消息</translation>
    </message>
    <message>
        <source>{n:,} messages of {size} to {exchange} with routing key &apos;{key}&apos;.</source>
        <translation>将 {n:,} 条消息（{size}）发布到{exchange}，路由键 &apos;{key}&apos;。</translation>
    </message>
    <message>
        <source>{n:,} messages, each for {young} to {old}</source>
        <translation>{n:,} 条消息，各已 {young} 至 {old}</translation>
    </message>
    <message>
        <source>{n:,} more acked than delivered: delivered before watching began, or not counted</source>
        <translation>确认比投递多 {n:,} 条：在开始观察前投递，或未被计数</translation>
    </message>
    <message>
        <source>{n:,} more acked than delivered: the consumer held them before watching began</source>
        <translation>确认比投递多 {n:,} 条：开始观察前消费者已持有这些消息</translation>
    </message>
    <message>
        <source>{n:,} more to no queue, a test event</source>
        <translation>另有 {n:,} 条未进入任何队列，是测试事件</translation>
    </message>
    <message>
        <source>{n:,} more to no queue, test events</source>
        <translation>另有 {n:,} 条未进入任何队列，是测试事件</translation>
    </message>
    <message>
        <source>{n:,} nacked</source>
        <translation>否定确认 {n:,}</translation>
    </message>
    <message>
        <source>{n:,} never sent</source>
        <translation>未发送 {n:,}</translation>
    </message>
    <message>
        <source>{n:,} of {active:,} consumers: {told}</source>
        <translation>{active:,} 个消费者中的 {n:,} 个：{told}</translation>
    </message>
    <message>
        <source>{n:,} of {all:,} consumers</source>
        <translation>{all:,} 个消费者中的 {n:,} 个</translation>
    </message>
    <message>
        <source>{n:,} of {limit:,} unacked</source>
        <translation>未确认 {n:,} / {limit:,}</translation>
    </message>
    <message>
        <source>{n:,} publisher</source>
        <translation>{n:,} 个发布者</translation>
    </message>
    <message>
        <source>{n:,} publishers</source>
        <translation>{n:,} 个发布者</translation>
    </message>
    <message>
        <source>{n:,} queue</source>
        <translation>{n:,} 个队列</translation>
    </message>
    <message>
        <source>{n:,} queues</source>
        <translation>{n:,} 个队列</translation>
    </message>
    <message>
        <source>{n:,} queues get it</source>
        <translation>{n:,} 个队列会收到</translation>
    </message>
    <message>
        <source>{n:,} ready messages</source>
        <translation>{n:,} 条就绪消息</translation>
    </message>
    <message>
        <source>{n:,} ready messages or {size}</source>
        <translation>{n:,} 条就绪消息或 {size}</translation>
    </message>
    <message>
        <source>{n:,} ready, nothing taken for at least {time}</source>
        <translation>{n:,} 条就绪，至少 {time} 没有被取走</translation>
    </message>
    <message>
        <source>{n:,} returned</source>
        <translation>被退回 {n:,}</translation>
    </message>
    <message>
        <source>{n:,} returned since {time}: {why}</source>
        <translation>自 {time} 起 {n:,} 条被退回：{why}</translation>
    </message>
    <message>
        <source>{n:,} sent</source>
        <translation>已发送 {n:,}</translation>
    </message>
    <message>
        <source>{n:,} sent:  {outcomes}</source>
        <translation>已发送 {n:,}：{outcomes}</translation>
    </message>
    <message>
        <source>{n:,} service</source>
        <translation>{n:,} 个服务</translation>
    </message>
    <message>
        <source>{n:,} services</source>
        <translation>{n:,} 个服务</translation>
    </message>
    <message>
        <source>{n:,} taps of Flowscope too: that changes nothing for the others.</source>
        <translation>Flowscope 的 {n:,} 个旁听也会收到：这对其他队列没有影响。</translation>
    </message>
    <message>
        <source>{n:,} unacked (prefetch not known)</source>
        <translation>{n:,} 条未确认（预取未知）</translation>
    </message>
    <message>
        <source>{n:,} unacked without a prefetch limit</source>
        <translation>{n:,} 条未确认，没有预取上限</translation>
    </message>
    <message>
        <source>{n:,} unanswered</source>
        <translation>未应答 {n:,}</translation>
    </message>
    <message>
        <source>{n:,} unconfirmed, the oldest for at least {time}</source>
        <translation>{n:,} 条待发布确认，最久的已至少 {time}</translation>
    </message>
    <message>
        <source>{n:,} wait for a confirm.</source>
        <translation>{n:,} 条等待发布确认。</translation>
    </message>
    <message>
        <source>{n:,} words too few ({words})</source>
        <translation>少 {n:,} 个词（{words}）</translation>
    </message>
    <message>
        <source>{n:,} words too many ({words})</source>
        <translation>多 {n:,} 个词（{words}）</translation>
    </message>
    <message>
        <source>{names} and {last}</source>
        <translation>{names} 和 {last}</translation>
    </message>
    <message>
        <source>{names} and {n:,} more</source>
        <translation>{names} 及另外 {n:,} 个</translation>
    </message>
    <message>
        <source>{name} (milliseconds)</source>
        <translation>{name}（毫秒）</translation>
    </message>
    <message>
        <source>{name} (vhost {vhost})</source>
        <translation>{name}（虚拟主机 {vhost}）</translation>
    </message>
    <message>
        <source>{name} = {value}, which is missing</source>
        <translation>{name} = {value}，实际缺少</translation>
    </message>
    <message>
        <source>{name} = {value}, which is {found}</source>
        <translation>{name} = {value}，实际为 {found}</translation>
    </message>
    <message>
        <source>{name} and {n:,} more</source>
        <translation>{name} 及另外 {n:,} 条</translation>
    </message>
    <message>
        <source>{name} copy</source>
        <translation>{name} 副本</translation>
    </message>
    <message>
        <source>{name} got {n} in all, here or elsewhere ({places}); {told}</source>
        <translation>{name} 共收到 {n} 条，在此处或别处（{places}）；{told}</translation>
    </message>
    <message>
        <source>{name} has {size}: no RabbitMQ takes more than 512 MiB in a message</source>
        <translation>{name} 大小为 {size}：任何 RabbitMQ 都不接受超过 512 MiB 的消息</translation>
    </message>
    <message>
        <source>{name} is 1 (transient) or 2 (persistent), not {text!r}</source>
        <translation>{name} 应为 1 (transient) 或 2 (persistent)，而不是 {text!r}</translation>
    </message>
    <message>
        <source>{name} is a whole number from 0 to {largest}, not {text!r}</source>
        <translation>{name} 应为 0 到 {largest} 的整数，而不是 {text!r}</translation>
    </message>
    <message>
        <source>{name} is internal: only other exchanges publish to it</source>
        <translation>{name} 是内部交换机：只有其他交换机能向它发布</translation>
    </message>
    <message>
        <source>{name} is not a regular file: reading it may never end</source>
        <translation>{name} 不是普通文件：读取可能永远不会结束</translation>
    </message>
    <message>
        <source>{name} is set; it is in the list of the URL.</source>
        <translation>已设置 {name}；可在 URL 列表中选用。</translation>
    </message>
    <message>
        <source>{name} missing</source>
        <translation>{name} 缺失</translation>
    </message>
    <message>
        <source>{name} over time</source>
        <translation>{name} 随时间的变化</translation>
    </message>
    <message>
        <source>{name} published {n} in all, here or elsewhere ({places}); {told}</source>
        <translation>{name} 共发布 {n} 条，在此处或别处（{places}）；{told}</translation>
    </message>
    <message>
        <source>{name}, like {like}</source>
        <translation>{name}，类似 {like}</translation>
    </message>
    <message>
        <source>{name}, which is bound, routes it nowhere</source>
        <translation>绑定的 {name} 没有路由它</translation>
    </message>
    <message>
        <source>{name}, {where}</source>
        <translation>{name}, {where}</translation>
    </message>
    <message>
        <source>{name}: every {time}</source>
        <translation>{name}：每 {time}</translation>
    </message>
    <message>
        <source>{name}: stop</source>
        <translation>{name}：停止</translation>
    </message>
    <message>
        <source>{name}: {action}</source>
        <translation>{name}：{action}</translation>
    </message>
    <message>
        <source>{name}: {meaning}. {state}</source>
        <translation>{name}：{meaning}。{state}</translation>
    </message>
    <message>
        <source>{name}: {state}</source>
        <translation>{name}：{state}</translation>
    </message>
    <message>
        <source>{name}: {told}</source>
        <translation>{name}：{told}</translation>
    </message>
    <message>
        <source>{name}: {value}, {state}</source>
        <translation>{name}：{value}，{state}</translation>
    </message>
    <message>
        <source>{name}: {value}, {state}, above its limit</source>
        <translation>{name}：{value}，{state}，超过阈值</translation>
    </message>
    <message>
        <source>{name}: {what}</source>
        <translation>{name}：{what}</translation>
    </message>
    <message>
        <source>{node} and its neighbours ({sizes})</source>
        <translation>{node} 及其相邻节点（{sizes}）</translation>
    </message>
    <message>
        <source>{n} d</source>
        <translation>{n} 天</translation>
    </message>
    <message>
        <source>{n} h</source>
        <translation>{n} 小时</translation>
    </message>
    <message>
        <source>{n} min</source>
        <translation>{n} 分钟</translation>
    </message>
    <message>
        <source>{n} ms</source>
        <translation>{n} 毫秒</translation>
    </message>
    <message>
        <source>{n} per answer, last {last:,}</source>
        <translation>每次应答 {n} 条，最近 {last:,} 条</translation>
    </message>
    <message>
        <source>{n} ready</source>
        <translation>{n} 条就绪</translation>
    </message>
    <message>
        <source>{n} ready, as the broker counts.</source>
        <translation>{n} 条就绪（由 broker 计数）。</translation>
    </message>
    <message>
        <source>{n} s</source>
        <translation>{n} 秒</translation>
    </message>
    <message>
        <source>{n} unconfirmed</source>
        <translation>{n} 条待发布确认</translation>
    </message>
    <message>
        <source>{n} wait for an answer</source>
        <translation>{n} 条等待应答</translation>
    </message>
    <message>
        <source>{old} made room for newer ones; {fast} came faster than this window took them in.</source>
        <translation>{old} 条为新消息让位；{fast} 条到得太快，此窗口来不及接收。</translation>
    </message>
    <message>
        <source>{one}, or {other}</source>
        <translation>{one}，或{other}</translation>
    </message>
    <message>
        <source>{path} was not written: {why}. Choose another place or name.</source>
        <translation>未能写入 {path}：{why}。请选择其他位置或名称。</translation>
    </message>
    <message>
        <source>{place} dead-letters to it: {rates}</source>
        <translation>{place} 的死信发往此处：{rates}</translation>
    </message>
    <message>
        <source>{place} delivers to it: {rates}</source>
        <translation>{place} 投递到此：{rates}</translation>
    </message>
    <message>
        <source>{place} hands unroutable messages to it: {rates}</source>
        <translation>{place} 将无法路由的消息转交此处：{rates}</translation>
    </message>
    <message>
        <source>{place} is bound to it: {rates}</source>
        <translation>{place} 绑定到此：{rates}</translation>
    </message>
    <message>
        <source>{place} publishes to it: {rates}</source>
        <translation>{place} 发布到此：{rates}</translation>
    </message>
    <message>
        <source>{place} routes to it: {rates}</source>
        <translation>{place} 路由到此：{rates}</translation>
    </message>
    <message>
        <source>{place}: {text}</source>
        <translation>{place}：{text}</translation>
    </message>
    <message>
        <source>{provenance}, at least</source>
        <translation>{provenance}，至少</translation>
    </message>
    <message>
        <source>{provenance}: {how}</source>
        <translation>{provenance}：{how}</translation>
    </message>
    <message>
        <source>{queue} delivers what nobody has published since watching began</source>
        <translation>{queue} 投递的是开始观察之前发布的消息</translation>
    </message>
    <message>
        <source>{queue} takes messages of {names} and has delivered nothing to {target} since watching began</source>
        <translation>{queue} 的消息来自 {names}，自开始观察以来没有向 {target} 投递过任何消息</translation>
    </message>
    <message>
        <source>{queue} takes messages of {names}: no counter tells whose it delivers</source>
        <translation>{queue} 的消息来自 {names}：没有计数器说明投递的是谁的</translation>
    </message>
    <message>
        <source>{rate} acked</source>
        <translation>确认 {rate}</translation>
    </message>
    <message>
        <source>{rate} confirmed</source>
        <translation>发布确认 {rate}</translation>
    </message>
    <message>
        <source>{rate} dropped as unroutable</source>
        <translation>因无法路由被丢弃 {rate}</translation>
    </message>
    <message>
        <source>{rate} redelivered</source>
        <translation>重新投递 {rate}</translation>
    </message>
    <message>
        <source>{rate} returned as unroutable</source>
        <translation>因无法路由被退回 {rate}</translation>
    </message>
    <message>
        <source>{rate} with auto-ack</source>
        <translation>自动确认 {rate}</translation>
    </message>
    <message>
        <source>{ready} ready, {unacked} unacked</source>
        <translation>就绪 {ready}，未确认 {unacked}</translation>
    </message>
    <message>
        <source>{ready} ready, {unacked} unacked, {consumers}</source>
        <translation>就绪 {ready}，未确认 {unacked}，{consumers}</translation>
    </message>
    <message>
        <source>{received} received   {kept} kept   {dropped} dropped</source>
        <translation>已接收 {received}   已保留 {kept}   已丢弃 {dropped}</translation>
    </message>
    <message>
        <source>{scenario} has ended; what it left behind is worked off.</source>
        <translation>“{scenario}”已结束；遗留的消息正在处理。</translation>
    </message>
    <message>
        <source>{seconds:,} seconds of {n:,} line written to {path}.</source>
        <translation>{n:,} 条曲线 {seconds:,} 秒的数据已写入 {path}。</translation>
    </message>
    <message>
        <source>{seconds:,} seconds of {n:,} lines written to {path}.</source>
        <translation>{n:,} 条曲线 {seconds:,} 秒的数据已写入 {path}。</translation>
    </message>
    <message>
        <source>{seen:,} of {all:,} consumers go through the proxy; what these do is not seen: {names}.</source>
        <translation>{all:,} 个消费者中有 {seen:,} 个经过代理；看不到以下消费者的行为：{names}。</translation>
    </message>
    <message>
        <source>{sent:,} of {wanted:,} sent</source>
        <translation>已发送 {sent:,}/{wanted:,}</translation>
    </message>
    <message>
        <source>{sentence}.</source>
        <translation>{sentence}。</translation>
    </message>
    <message>
        <source>{service}, channel {channel}</source>
        <translation>{service}，信道 {channel}</translation>
    </message>
    <message>
        <source>{service}, channel {channel}, {tag}</source>
        <translation>{service}，信道 {channel}，{tag}</translation>
    </message>
    <message>
        <source>{share} of what leaves the source that way</source>
        <translation>占来源以此方式流出量的 {share}</translation>
    </message>
    <message>
        <source>{shown} of {total}</source>
        <translation>{shown} / {total}</translation>
    </message>
    <message>
        <source>{since}: {changes}</source>
        <translation>{since}：{changes}</translation>
    </message>
    <message>
        <source>{size} ({bytes:,} B), sent in {n:,} frame of {most} KiB at most</source>
        <translation>{size} ({bytes:,} B)，分 {n:,} 帧发送，每帧至多 {most} KiB</translation>
    </message>
    <message>
        <source>{size} ({bytes:,} B), sent in {n:,} frames of {most} KiB at most</source>
        <translation>{size} ({bytes:,} B)，分 {n:,} 帧发送，每帧至多 {most} KiB</translation>
    </message>
    <message>
        <source>{source} causes work for {target}</source>
        <translation>{source} 为 {target} 带来工作</translation>
    </message>
    <message>
        <source>{source} dead-letters to {target}</source>
        <translation>{source} 将死信转往 {target}</translation>
    </message>
    <message>
        <source>{source} delivers to {target}</source>
        <translation>{source} 投递给 {target}</translation>
    </message>
    <message>
        <source>{source} hands unroutable messages to {target}</source>
        <translation>{source} 将无法路由的消息转交 {target}</translation>
    </message>
    <message>
        <source>{source} is bound to {target}</source>
        <translation>{source} 绑定到 {target}</translation>
    </message>
    <message>
        <source>{source} may cause work for {target}</source>
        <translation>{source} 可能为 {target} 带来工作</translation>
    </message>
    <message>
        <source>{source} passes messages on to {target}</source>
        <translation>{source} 将消息转交 {target}</translation>
    </message>
    <message>
        <source>{source} passes what it cannot route to {target}</source>
        <translation>{source} 将无法路由的消息转给 {target}</translation>
    </message>
    <message>
        <source>{source} publishes to {target}</source>
        <translation>{source} 发布到 {target}</translation>
    </message>
    <message>
        <source>{source} routes to {target}</source>
        <translation>{source} 路由到 {target}</translation>
    </message>
    <message>
        <source>{state} for {age}</source>
        <translation>{state}，已 {age}</translation>
    </message>
    <message>
        <source>{step} (multiple)</source>
        <translation>{step}（multiple）</translation>
    </message>
    <message>
        <source>{surface} off</source>
        <translation>{surface} 已关闭</translation>
    </message>
    <message>
        <source>{tag} of {queue}</source>
        <translation>{tag}（{queue}）</translation>
    </message>
    <message>
        <source>{tag} on channel {channel}</source>
        <translation>{tag}（信道 {channel}）</translation>
    </message>
    <message>
        <source>{target} does not exist</source>
        <translation>{target} 不存在</translation>
    </message>
    <message>
        <source>{target} is auto-delete and nothing is bound to it: it would be deleted when the tap ends</source>
        <translation>{target} 为自动删除且没有任何绑定：旁听结束时它会被删除</translation>
    </message>
    <message>
        <source>{text!r} is not a value of type {kind}: {error}</source>
        <translation>{text!r} 不是 {kind} 类型的值：{error}</translation>
    </message>
    <message>
        <source>{text}; {since}</source>
        <translation>{text}；{since}</translation>
    </message>
    <message>
        <source>{thing}: {figure} {field}, {state}</source>
        <translation>{thing}：{field} {figure}，{state}</translation>
    </message>
    <message>
        <source>{thread} ended with {error}; the details are on standard error.</source>
        <translation>{thread} 因 {error} 而结束；详细信息见标准错误输出。</translation>
    </message>
    <message>
        <source>{times} every {time}: {what}</source>
        <translation>{times}，每 {time} 一次：{what}</translation>
    </message>
    <message>
        <source>{times} {kind} {verb}</source>
        <translation>{times} {kind} {verb}</translation>
    </message>
    <message>
        <source>{time} ({n:,} reply)</source>
        <translation>{time}（{n:,} 条回复）</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>剩余 {time}</translation>
    </message>
    <message>
        <source>{time}, when {user} removed the binding of {exchange} {key}</source>
        <translation>{time} {user} 移除了 {exchange} {key} 的绑定起</translation>
    </message>
    <message>
        <source>{time}, {ago}</source>
        <translation>{time}，{ago}</translation>
    </message>
    <message>
        <source>{tip} ({keys})</source>
        <translation>{tip}（{keys}）</translation>
    </message>
    <message>
        <source>{tip}. Not now: {why}</source>
        <translation>{tip}。现在不可用：{why}</translation>
    </message>
    <message>
        <source>{title} (gone)</source>
        <translation>{title}（已消失）</translation>
    </message>
    <message>
        <source>{title}, {count}</source>
        <translation>{title}，{count}</translation>
    </message>
    <message>
        <source>{told} (on a channel that serves other queues, too)</source>
        <translation>{told}（该信道也服务其他队列）</translation>
    </message>
    <message>
        <source>{told} ({why})</source>
        <translation>{told}（{why}）</translation>
    </message>
    <message>
        <source>{told}, and perhaps {n:,} more</source>
        <translation>{told}，可能还有 {n:,} 个</translation>
    </message>
    <message>
        <source>{told}, not there any more</source>
        <translation>{told}，已不存在</translation>
    </message>
    <message>
        <source>{told}, {n:,} wait</source>
        <translation>{told}，{n:,} 条在等待</translation>
    </message>
    <message>
        <source>{told}, {n:,} worth a look</source>
        <translation>{told}，{n:,} 处值得留意</translation>
    </message>
    <message>
        <source>{told}: bind it again, unless that is meant</source>
        <translation>{told}：若非有意，请重新绑定</translation>
    </message>
    <message>
        <source>{told}: {means}</source>
        <translation>{told}：{means}</translation>
    </message>
    <message>
        <source>{told}; 1 problem</source>
        <translation>{told}；1 个问题</translation>
    </message>
    <message>
        <source>{told}; it held {n:,} message when last counted, which went back to the queue</source>
        <translation>{told}；最后一次计数时它持有 {n:,} 条消息，已返回队列</translation>
    </message>
    <message>
        <source>{told}; it held {n:,} messages when last counted, which went back to the queue</source>
        <translation>{told}；最后一次计数时它持有 {n:,} 条消息，已返回队列</translation>
    </message>
    <message>
        <source>{told}; nothing is bound to {name}</source>
        <translation>{told}；{name} 没有任何绑定</translation>
    </message>
    <message>
        <source>{told}; seen until {time}</source>
        <translation>{told}；看到 {time} 为止</translation>
    </message>
    <message>
        <source>{told}; seen until {time}, and the broker still counts drops there</source>
        <translation>{told}；最后看到于 {time}，broker 仍在该处统计到丢弃</translation>
    </message>
    <message>
        <source>{told}; seen until {time}, and the broker still counts redeliveries there</source>
        <translation>{told}；最后看到于 {time}，broker 仍在该处统计到重新投递</translation>
    </message>
    <message>
        <source>{told}; the last consumer was of {service}, until {time}</source>
        <translation>{told}；最后一个消费者属于 {service}，到 {time} 为止</translation>
    </message>
    <message>
        <source>{told}; the oldest is {oldest}</source>
        <translation>{told}；最久的是 {oldest}</translation>
    </message>
    <message>
        <source>{told}; what is refused {fate}</source>
        <translation>{told}；被拒收的消息{fate}</translation>
    </message>
    <message>
        <source>{told}; what is still bound to it brings nothing</source>
        <translation>{told}；仍绑定到它的也没有带来消息</translation>
    </message>
    <message>
        <source>{told}; what it held went back to the queue</source>
        <translation>{told}；它持有的消息已返回队列</translation>
    </message>
    <message>
        <source>{told}; where a channel consumes several queues it is unknown which of them</source>
        <translation>{told}；一个信道服务多个队列时，不知道属于哪一个</translation>
    </message>
    <message>
        <source>{told}; {n:,} binding there has taken nothing in that time: {bindings}</source>
        <translation>{told}；那里有 {n:,} 个绑定在此期间没有匹配任何消息：{bindings}</translation>
    </message>
    <message>
        <source>{told}; {n:,} bindings there have taken nothing in that time: {bindings}</source>
        <translation>{told}；那里有 {n:,} 个绑定在此期间没有匹配任何消息：{bindings}</translation>
    </message>
    <message>
        <source>{told}; {n:,} problems</source>
        <translation>{told}；{n:,} 个问题</translation>
    </message>
    <message>
        <source>{told}; {n:,} queues more</source>
        <translation>{told}；另有 {n:,} 个队列</translation>
    </message>
    <message>
        <source>{told}; {n:,}: {why}</source>
        <translation>{told}；{n:,} 条：{why}</translation>
    </message>
    <message>
        <source>{told}; {times:,} for {n:,} other reason</source>
        <translation>{told}；另有 {times:,} 条因其他 {n:,} 个原因</translation>
    </message>
    <message>
        <source>{told}; {times:,} for {n:,} other reasons</source>
        <translation>{told}；另有 {times:,} 条因其他 {n:,} 个原因</translation>
    </message>
    <message>
        <source>{told}; {times:,} more with {n:,} other routing key</source>
        <translation>{told}；另有 {times:,} 条，使用 {n:,} 个其他路由键</translation>
    </message>
    <message>
        <source>{told}; {times:,} more with {n:,} other routing keys</source>
        <translation>{told}；另有 {times:,} 条，使用 {n:,} 个其他路由键</translation>
    </message>
    <message>
        <source>{type} exchange</source>
        <translation>交换机（{type}）</translation>
    </message>
    <message>
        <source>{type} passes everything on</source>
        <translation>{type} 转交一切</translation>
    </message>
    <message>
        <source>{type} queue</source>
        <translation>队列（{type}）</translation>
    </message>
    <message>
        <source>{url} answered with status {status}</source>
        <translation>{url} 返回状态码 {status}</translation>
    </message>
    <message>
        <source>{url} answered, but not with JSON</source>
        <translation>{url} 有应答，但不是 JSON</translation>
    </message>
    <message>
        <source>{url} does not answer like RabbitMQ&apos;s /metrics/detailed</source>
        <translation>{url} 的应答不像 RabbitMQ 的 /metrics/detailed</translation>
    </message>
    <message>
        <source>{url} is another broker&apos;s: its cluster is {cluster!r}, that of AMQP at {at} is {ours!r}</source>
        <translation>{url} 属于另一个 broker：它的集群是 {cluster!r}，而 {at} 处 AMQP 的集群是 {ours!r}</translation>
    </message>
    <message>
        <source>{value!r} does not fit into field type {type}</source>
        <translation>{value!r} 不适合字段类型 {type}</translation>
    </message>
    <message>
        <source>{value} (boolean)</source>
        <translation>{value}（布尔值）</translation>
    </message>
    <message>
        <source>{value} (number)</source>
        <translation>{value}（数字）</translation>
    </message>
    <message>
        <source>{value} does not fit into 64 bits</source>
        <translation>{value} 超出 64 位</translation>
    </message>
    <message>
        <source>{verb} here?</source>
        <translation>在此{verb}？</translation>
    </message>
    <message>
        <source>{what} has {n} bytes, AMQP allows {most}</source>
        <translation>{what}有 {n} 字节，AMQP 最多允许 {most} 字节</translation>
    </message>
    <message>
        <source>{what} {rate}, {n} in all</source>
        <translation>{what} {rate}，共 {n}</translation>
    </message>
    <message>
        <source>{what} {rate}, {n} in all ({provenance})</source>
        <translation>{what} {rate}，共 {n}（{provenance}）</translation>
    </message>
    <message>
        <source>{what} {verb}</source>
        <translation>{what} {verb}</translation>
    </message>
    <message>
        <source>{what} {verb} by {by}</source>
        <translation>{what} {verb}（由 {by}）</translation>
    </message>
    <message>
        <source>{what}, node {node}</source>
        <translation>{what}，节点 {node}</translation>
    </message>
    <message>
        <source>{what}. Select this edge</source>
        <translation>{what}。选中此连线</translation>
    </message>
    <message>
        <source>{what}: p50 {p50}, p99 {p99} ({n} in the last minute)</source>
        <translation>{what}：p50 {p50}，p99 {p99}（最近一分钟 {n} 条）</translation>
    </message>
    <message>
        <source>{who}, channel {channel}</source>
        <translation>{who}，信道 {channel}</translation>
    </message>
    <message>
        <source>{why} (other nodes answer; missing: {where})</source>
        <translation>{why}（其他节点有应答；缺少：{where}）</translation>
    </message>
    <message>
        <source>{why} (sent, but not confirmed: the broker may have it or not)</source>
        <translation>{why}（已发送但未确认：broker 可能收到，也可能没有）</translation>
    </message>
    <message>
        <source>{why}. {mend}</source>
        <translation>{why}。{mend}</translation>
    </message>
    <message>
        <source>{why}. {mend}.</source>
        <translation>{why}。{mend}。</translation>
    </message>
    <message>
        <source>{why}; the alternate exchange {name} does not exist</source>
        <translation>{why}；备用交换机 {name} 不存在</translation>
    </message>
    <message>
        <source>{why}; the alternate exchange {name} routes it nowhere</source>
        <translation>{why}；备用交换机 {name} 也没有路由它</translation>
    </message>
    <message>
        <source>{why}; the nearest is {near}</source>
        <translation>{why}；最接近的是 {near}</translation>
    </message>
    <message>
        <source>{words}. {more}</source>
        <translation>{words}。{more}</translation>
    </message>
    <message>
        <source>↑ ↓ choose   ·   Enter do it   ·   Esc close</source>
        <translation>↑ ↓ 选择   ·   Enter 执行   ·   Esc 关闭</translation>
    </message>
    <message>
        <source>◀ Back</source>
        <translation>◀ 返回</translation>
    </message>
    <message>
        <source>✓ yes</source>
        <translation>✓ 是</translation>
    </message>
    <message>
        <source>✗ no</source>
        <translation>✗ 否</translation>
    </message>
</context>
</TS>
