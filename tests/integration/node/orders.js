// Publishes orders with confirms and one that nobody takes, consumes three at a time, gives every
// fifth back once, rejects its successor, and prints what it saw: see embedded/test_clients.py.
const amqp = require('amqplib');

const AMOUNT = 10;
const toDead = { deadLetterExchange: '', deadLetterRoutingKey: 'dead' };

async function publish(connection) {
  const channel = await connection.createConfirmChannel();
  const returned = [];
  channel.on('return', (message) => returned.push(message.fields.routingKey));
  for (let number = 0; number < AMOUNT; number += 1) {
    channel.sendToQueue('orders', Buffer.from(String(number)));
  }
  channel.sendToQueue('nowhere', Buffer.from(''), { mandatory: true });
  await channel.waitForConfirms();
  await channel.close();
  return returned;
}

function consume(channel, seen) {
  return new Promise((done) => {
    channel.consume('orders', (message) => {
      const number = Number(message.content.toString());
      const { redelivered } = message.fields;
      if (redelivered) seen.redelivered.push(number);
      if (number % 5 === 1) channel.reject(message, false);
      else if (number % 5 === 0 && !redelivered) channel.nack(message, false, true);
      else {
        channel.ack(message);
        seen.acked.push(number);
      }
      if (seen.acked.length === 8) done();
    });
  });
}

async function main(url) {
  const connection = await amqp.connect(url);
  const channel = await connection.createChannel();
  await channel.assertQueue('dead', { durable: false });
  await channel.assertQueue('orders', { durable: false, ...toDead });
  const seen = { returned: await publish(connection), acked: [], redelivered: [], dead: [] };
  await channel.prefetch(3);
  await consume(channel, seen);
  for (let number = 0; number < 2; number += 1) {
    const message = await channel.get('dead', { noAck: true });
    seen.dead.push(Number(message.content.toString()));
  }
  await connection.close();
  console.log(JSON.stringify(seen));
}

main(process.argv[2]);
