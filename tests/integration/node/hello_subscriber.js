// The subscriber of the tutorial: consumes and acknowledges until it is told to leave.
const amqp = require('amqplib');

async function main(url, amount) {
  const connection = await amqp.connect(url);
  const channel = await connection.createChannel();
  await channel.assertQueue('hello', { durable: false });
  let received = 0;
  await channel.consume('hello', (message) => {
    channel.ack(message);
    received += 1;
    if (received === amount) console.log('received');
  });
  console.log('consuming');
  process.on('SIGTERM', () => connection.close());
}

main(process.argv[2], Number(process.argv[3]));
