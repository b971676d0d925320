// The publisher that every tutorial starts with: asserts the queue and sends to it.
const amqp = require('amqplib');

async function main(url, amount, pause) {
  const connection = await amqp.connect(url);
  const channel = await connection.createChannel();
  await channel.assertQueue('hello', { durable: false });
  for (let number = 0; number < amount; number += 1) {
    channel.sendToQueue('hello', Buffer.from('Hello World!'));
    await new Promise((wake) => setTimeout(wake, pause));
  }
  await channel.close();
  await connection.close();
}

main(process.argv[2], Number(process.argv[3]), Number(process.argv[4] || 0));
