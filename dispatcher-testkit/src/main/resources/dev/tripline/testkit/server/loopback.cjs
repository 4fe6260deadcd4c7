// Preloaded into servers that would listen on every address: makes them listen on 127.0.0.1.
const { Server } = require("node:net");

const listen = Server.prototype.listen;
Server.prototype.listen = function (first, ...rest) {
  if (typeof first === "object" && first !== null && "port" in first) {
    return listen.call(this, { ...first, host: "127.0.0.1" }, ...rest);
  }
  const callback = [first, ...rest].find((one) => typeof one === "function");
  return listen.call(this, { port: Number(first), host: "127.0.0.1" }, callback);
};
