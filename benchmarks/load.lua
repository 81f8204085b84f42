-- The load of the server scenarios: arguments METHOD HEADERS(plain|browser|close|unlike) BODY-BYTES
-- DEPTH. With `unlike` no request is like another: one of its headers is a number.
-- Prints one line of JSON when done. DEPTH requests are sent at once and answered before the next.

local browser = {
  ["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:102.0) Gecko/20100101 Firefox/102.0",
  ["Accept"] = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
  ["Accept-Language"] = "en-US,en;q=0.5",
  ["Accept-Encoding"] = "gzip, deflate, br",
  ["Referer"] = "http://127.0.0.1/previous/page.html",
  ["Connection"] = "keep-alive",
  ["Cookie"] = "session=3f1e6bb2c4d84a6fb3a1d1a5e2f0c7d9; theme=dark; visits=17",
  ["Upgrade-Insecure-Requests"] = "1",
  ["Sec-Fetch-Dest"] = "document",
  ["Sec-Fetch-Mode"] = "navigate",
  ["Sec-Fetch-Site"] = "same-origin",
  ["Cache-Control"] = "max-age=0",
}

function init(args)
  wrk.method = args[1]
  if args[2] == "browser" then
    for name, value in pairs(browser) do wrk.headers[name] = value end
  elseif args[2] == "close" then
    wrk.headers["Connection"] = "close"
  end
  local bytes, depth = tonumber(args[3]), tonumber(args[4])
  if bytes > 0 then
    wrk.body = string.rep("x", bytes)
    wrk.headers["Content-Type"] = "application/octet-stream"
  end
  if depth > 1 then
    local all = string.rep(wrk.format(), depth)
    request = function() return all end
  end
  if args[2] == "unlike" then
    local number = 0
    request = function()
      number = number + 1
      return string.format(
        "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Request-Id: %08x\r\n\r\n", number)
    end
  end
end

function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format('{"requests":%d,"microseconds":%d,"errors":%d}\n',
    summary.requests, summary.duration, e.connect + e.read + e.write + e.status + e.timeout))
end
