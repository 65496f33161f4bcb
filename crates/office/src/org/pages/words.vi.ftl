# The tree of units.

organisation = Cây tổ chức
org-look = Xem đơn vị này
org-day = Xem tại ngày
org-today = Xem hôm nay
org-other-day = Đang xem tổ chức tại ngày { $day }.
org-empty = Ngày này chưa có đơn vị nào trong phạm vi của anh chị.
org-empty-hint = Chọn một ngày khác, hoặc xem hôm nay.
org-not-there = Ngày này chưa có đơn vị
org-changes = Thay đổi đã ghi
org-units = { $n ->
   *[other] { $count } đơn vị
}
org-members = { $n ->
   *[other] { $count } đảng viên
}
org-members-column = Đảng viên
org-below = Đơn vị trực thuộc
org-names = Tên gọi qua các thời kỳ
count-commune_committee = { $n ->
   *[other] { $count } đảng bộ xã, phường, thị trấn
}
count-agency_committee = { $n ->
   *[other] { $count } đảng bộ cơ quan, lực lượng
}
count-cell = { $n ->
   *[other] { $count } chi bộ
}
count-front = { $n ->
   *[other] { $count } ủy ban Mặt trận
}
count-mass_organisation = { $n ->
   *[other] { $count } tổ chức đoàn thể
}
unit-kind-district_committee = Đảng bộ huyện
unit-kind-commune_committee = Đảng bộ xã, phường, thị trấn
unit-kind-agency_committee = Đảng bộ cơ quan, lực lượng
unit-kind-cell = Chi bộ
unit-kind-board = Cơ quan tham mưu
unit-kind-government = Ủy ban nhân dân
unit-kind-front = Ủy ban Mặt trận Tổ quốc
unit-kind-mass_organisation = Tổ chức đoàn thể
org-ended = Đơn vị này kết thúc ngày { $day }. Nội dung dưới đây là của thời gian đơn vị còn hoạt động.
org-story = Quá trình
change-title = Thay đổi tổ chức
change-which = Chọn việc cần làm. Trước khi ghi, văn phòng cho xem mọi hệ quả.
change-kind-establish = Lập đơn vị trực thuộc
change-kind-rename = Đổi tên
change-kind-move = Chuyển đơn vị cấp trên
change-kind-merge = Hợp nhất các đơn vị trực thuộc
change-kind-split = Tách thành đơn vị mới
change-kind-transfer_part = Chuyển một phần sang đơn vị khác
change-kind-dissolve = Giải thể, sáp nhập vào đơn vị khác
change-does-establish = Thêm một chi bộ, đảng bộ hoặc tổ chức mới ngay dưới đơn vị này.
change-does-rename = Vẫn là đơn vị này, mang tên mới từ một ngày.
change-does-move = Đặt đơn vị này dưới một cấp trên khác, cùng mọi thứ của nó.
change-does-merge = Nhiều đơn vị trực thuộc thành một; đảng viên và việc đang mở đi theo.
change-does-split = Một phần của đơn vị này thành một đơn vị mới; phần còn lại vẫn là đơn vị này. Cần nhiều đơn vị mới thì tách nhiều lần.
change-does-transfer_part = Chọn một số đảng viên chuyển sang đơn vị khác; đơn vị này vẫn còn.
change-does-dissolve = Đơn vị này thôi hoạt động; mọi thứ của nó sang đơn vị kế tục.
change-no-kind = Chọn việc cần làm.
change-day = Có hiệu lực từ ngày
change-paper = Văn bản quyết định
change-paper-hint = Số, ngày, cơ quan, ví dụ: Quyết định 12-QĐ/HU ngày 05/11/2018
change-no-paper = Ghi văn bản quyết định.
change-name = Tên đầy đủ
change-name-hint = Ví dụ: Chi bộ ấp 3, xã An Cư
change-no-name = Ghi tên đầy đủ, không quá 200 chữ.
change-short = Tên ngắn
change-short-hint = Dùng trong bảng và trên điện thoại, ví dụ: Chi bộ ấp 3
change-no-short = Ghi tên ngắn, không quá 200 chữ.
change-into = Đơn vị nhận
change-choose = (chọn đơn vị)
change-no-target = Chọn đơn vị nhận.
change-units = Các đơn vị trực thuộc
change-look = Xem hệ quả
change-preview = Nếu ghi, sẽ có những thay đổi sau
change-preview-text = Chưa có gì được ghi. Địa chỉ công khai không đổi. Xem kỹ rồi bấm Ghi thay đổi.
change-run = Ghi thay đổi
change-again = Hoặc sửa lại
change-lineage = Đơn vị cũ và đơn vị mới
change-from = Từ
change-to = Thành
change-new = (mới)
change-part-of = Một phần của { $unit }
change-people = Đảng viên chuyển sinh hoạt
change-members = { $n ->
   *[other] { $count } người
}
change-ended = Đơn vị kết thúc
change-moved = Đơn vị đổi cấp trên
change-posts = Chức vụ kết thúc
change-roles = Người dùng thôi vai trò
change-came-from = Từ { $units }
change-went-to = Thành { $units }
change-undone = Đã hoàn tác { $at }
change-undo = Hoàn tác
change-undo-title = Ghi nhầm?
change-undo-text = Hoàn tác đưa mọi dòng về như trước, được khi chưa có việc gì khác dựa vào thay đổi này.
change-depends = Đã có việc khác dựa vào thay đổi này nên không hoàn tác được nữa. Hãy ghi một thay đổi mới.
change-not-there = Ngày ấy không có đơn vị { $unit }.
change-does-not-last = { $unit } đã có ngày kết thúc nên không nhận được. Chọn đơn vị khác.
change-ring = { $unit } sẽ thành cấp dưới của chính mình. Chọn đơn vị khác.
change-not-a-member = Có người không còn sinh hoạt ở đơn vị này vào ngày ấy. Bỏ chọn người đó hoặc sửa ngày.
done-thay-doi = Đã ghi thay đổi.
done-hoan-tac = Đã hoàn tác.
change-too-few = { $n ->
   *[other] Chọn ít nhất { $count } đơn vị hoặc đảng viên.
}
code = Mã tổ chức
code-hint = 14 chữ số, năm nhóm, ví dụ: 38.168.053.000.001. Gõ liền 14 chữ số cũng được.
code-paper = Văn bản
code-borne = Các mã đã mang
code-give = Ghi mã tổ chức
code-another = một đơn vị khác
code-taken = Mã này đang thuộc { $unit }. Kiểm tra lại mã.
code-letters = Mã tổ chức chỉ có chữ số và dấu chấm, ví dụ: 38.168.053.000.001.
code-digits = { $n ->
   *[other] Mã tổ chức có 14 chữ số; mã vừa gõ có { $count }.
}
code-groups = Chia mã thành năm nhóm 2, 3, 3, 3, 3 chữ số, ví dụ: 38.168.053.000.001, hoặc gõ liền 14 chữ số.
code-stale = Trong lúc anh chị soạn, người khác đã ghi mã { $theirs }; anh chị gõ { $yours }. Bấm Lưu lần nữa nếu mã của anh chị mới đúng.
terms = Nhiệm kỳ
term-name = Nhiệm kỳ { $no } ({ $first } – { $last })
term-name-open = Nhiệm kỳ { $no } (từ { $first })
term-now = Hiện nay
term-none = Chưa ghi nhiệm kỳ nào.
term-none-hint = Ghi nhiệm kỳ hiện nay ở mẫu dưới đây: văn bản được đánh số theo nhiệm kỳ.
term-all = Các nhiệm kỳ
term-add = Ghi nhiệm kỳ
term-correct = Sửa nhiệm kỳ
term-no = Nhiệm kỳ thứ
term-no-hint = Bằng số, ví dụ: 12
term-no-number = Ghi số thứ tự của nhiệm kỳ, từ 1 đến 999.
term-from = Bắt đầu từ ngày
term-to = Đến hết ngày
term-to-hint = Để trống khi chưa biết; nhiệm kỳ sau bắt đầu ngày nào thì nhiệm kỳ này hết trước ngày ấy.
term-paper-hint = Nghị quyết đại hội hoặc quyết định chuẩn y cấp ủy
term-number-taken = Đã có nhiệm kỳ { $no }. Ghi số khác, hoặc sửa nhiệm kỳ ấy.
term-overlaps = Thời gian trùng với nhiệm kỳ { $no }. Sửa ngày.
term-stale = Trong lúc anh chị sửa, người khác đã ghi: { $theirs }. Bấm Lưu lần nữa nếu bản của anh chị mới đúng.
unit-kind-province_committee = Đảng bộ tỉnh, thành phố
unit-kind-attached_committee = Đảng bộ trực thuộc đảng ủy cơ sở
unit-kind-party_group = Tổ đảng
unit-kind-association = Hội
unit-kind-people_inspection = Ban thanh tra nhân dân
unit-kind-community_supervision = Ban giám sát đầu tư của cộng đồng
org-unit = Đơn vị
org-above = Đơn vị cấp trên
org-members-own = Đảng viên của đơn vị
org-members-branch = Đảng viên cả các đơn vị trực thuộc
org-file-title = Danh sách đơn vị tại ngày { $day }
org-heir = Nay là
org-by = Xem theo đơn vị của thời điểm nào
org-by-then = Theo đơn vị thời điểm đó
org-by-today = Theo đơn vị hôm nay
org-by-then-note = Người của ngày { $day }, xếp theo các đơn vị của chính ngày ấy.
org-by-today-note = Vẫn là người của ngày { $day }, xếp theo các đơn vị của hôm nay: ai đi cùng một phần đơn vị thì tính ở nơi nhận.
chart = Sơ đồ quá trình
chart-look = Xem sơ đồ quá trình
chart-none = Đơn vị này chưa có thay đổi nào được ghi.
chart-hint = Bên trái là đơn vị cũ, bên phải là đơn vị mới. Đường nét đứt: chỉ một phần chuyển đi.
chart-label = Đơn vị cũ và đơn vị mới, có hiệu lực từ { $day }
chart-share = Phần chuyển
chart-all = Toàn bộ
chart-part = Một phần
closing = Kết thúc đơn vị
closing-intro = Đơn vị vẫn hoạt động bình thường và mang dấu “đang kết thúc” cho tới khi mỗi đảng viên, đơn vị trực thuộc và việc đang mở đều có nơi nhận. Chưa đủ thì chưa kết thúc được.
closing-begin = Bắt đầu kết thúc
closing-day = Ngày đầu tiên không còn đơn vị
closing-heir = Đơn vị kế tục
closing-heir-hint = Giữ hồ sơ, sổ sách và các vụ việc của đơn vị cũ; trang của đơn vị cũ dẫn tới đây.
closing-ready = Mọi thứ đã có nơi nhận.
closing-goes-on = Đơn vị vẫn đang hoạt động.
closing-waits = { $n ->
   *[other] Còn { $count } mục chưa có nơi nhận.
}
closing-ends = Kết thúc cùng đơn vị: { $what }
closing-sent = Đủ nơi nhận
closing-choose = Chọn từng mục
closing-send = Chuyển các mục đã chọn
closing-send-all = Chuyển tất cả các mục còn lại
closing-no-rows = Đánh dấu ít nhất một mục, hoặc chuyển tất cả các mục còn lại.
closing-stale = Trong lúc anh chị xem, người khác đã đổi nơi nhận. Trang đã hiện bản mới: xem lại rồi bấm lần nữa.
closing-elsewhere = đơn vị ngoài phạm vi của anh chị
closing-run = Cho đơn vị kết thúc
closing-correct = Sửa ngày, văn bản, đơn vị kế tục
closing-leave = Thôi, không kết thúc nữa
closing-leave-text = Đơn vị tiếp tục như trước; các nơi nhận đã chọn được bỏ.
closing-banner = Đơn vị này đang chuẩn bị kết thúc: từ ngày { $day } không còn nữa, theo { $paper }.
closing-go-on = Xem nơi nhận
closing-duty = Đơn vị đang kết thúc: { $unit }
closing-duty-ready = Mọi thứ đã có nơi nhận; xem hệ quả rồi cho đơn vị kết thúc.
closing-state = Đang kết thúc
estate-members = Đảng viên
estate-units = Đơn vị trực thuộc
estate-residence = Đảng viên giữ mối liên hệ nơi cư trú
estate-affiliations = Hội viên, đoàn viên
estate-posts = Chức vụ
estate-roles = Vai trò của người dùng
estate-delegations = Ủy quyền
estate-exemptions = Miễn sinh hoạt
estate-lists = Danh sách đang nhập
estate-campaigns = Đợt học tập đang mở
estate-sessions = Buổi học sắp tới (đợt theo danh sách hiện hành)
estate-sessions-then = Buổi học sắp tới (đợt theo ngày chốt)
estate-plans = Kế hoạch học tập của đơn vị
estate-articles = Bài viết
estate-pictures = Ảnh trong kho
estate-offers = Bài gửi đến chưa quyết định
estate-offered = Bài gửi lên đang chờ
estate-sites = Trang ngoài được tin cậy
estate-layouts = Trang chủ đã sắp xếp
estate-portals = Cổng thông tin riêng
estate-files = Hồ sơ kỷ luật
change-work = Việc và sổ chuyển theo
change-addresses = Địa chỉ công khai có nhắc tới đơn vị (giữ nguyên)
draft-save = Lưu nháp
draft-drop = Bỏ bản nháp
drafts = Đơn vị đang chuẩn bị lập
draft-hint = Chưa có hiệu lực: chưa có trong cây tổ chức, danh sách và số liệu.
draft-no-day = chưa ghi ngày
draft-stale = Trong lúc anh chị soạn, người khác đã lưu bản nháp: { $theirs }. Bấm lần nữa nếu bản của anh chị mới đúng.
draft-gone = Bản nháp này đã được lập thành đơn vị hoặc đã bỏ. Những gì anh chị gõ vẫn còn ở đây.
done-nhap = Đã lưu bản nháp.
done-bo-nhap = Đã bỏ bản nháp.
estate-transfers-out = Chuyển sinh hoạt đi đang làm
estate-transfers-in = Chuyển sinh hoạt đến đang làm
estate-cases = Vụ việc
change-preview-together = Chưa có gì được ghi. Địa chỉ công khai không đổi. Việc này cần hai người: xem kỹ rồi gửi đề nghị, khi một người khác có quyền đồng ý thì mới ghi.
change-together = Việc này cần hai người: anh chị gửi đề nghị, khi một người khác có quyền đồng ý thì mới làm.
change-ask = Gửi đề nghị
change-ask-back = Đề nghị hoàn tác
change-reason-hint = Người đồng ý đọc dòng này. Có thể để trống.
change-which-kind = Việc
change-not-now = Hiện không làm được
change-moved-on = Đơn vị không còn như lúc đề nghị. Hãy lập đề nghị mới.
change-not-seen = Chưa ghi gì: điều sắp ghi khác với hệ quả anh chị đã xem. Dưới đây là hệ quả mới; xem kỹ rồi bấm lần nữa.
change-now-under = { $unit }, thuộc { $above }
change-moved-from-to = { $unit }: từ { $from } sang { $to }
change-emptied = Đơn vị không còn đảng viên nào
change-people-way = { $from } → { $to }: { $who }
change-more-people = { $n ->
   *[other] và { $count } người nữa
}
change-depends-on = Không hoàn tác được nữa vì sau đó đã có: { $what }. Bỏ những việc ấy trước, hoặc ghi một thay đổi mới.
estate-names = Tên đơn vị đã đổi lần nữa
estate-codes = Mã tổ chức
estate-terms = Nhiệm kỳ
estate-areas = Tên địa bàn
fitting-not-under = { $kind } không đứng dưới { $above } ({ $unit }). Chọn loại đơn vị hoặc cấp trên khác.
fitting-not-into = { $kind } ({ $unit }) không sáp nhập vào { $into }. Chọn đơn vị nhận hoặc loại khác.
fitting-no-members = Đảng viên không sinh hoạt ở loại đơn vị này ({ $kind }) mà ở chi bộ. Chọn một chi bộ.
fitting-twin = Dưới { $above } đã có { $name }. Nếu đúng là lập thêm một đơn vị nữa cùng tên thì đánh dấu ô bên dưới, rồi bấm lần nữa.
fitting-twin-sure = Đúng, đây là một đơn vị khác cùng tên.
